# A grader's container, from the locked requirements. docs/containers.md says how it must be started
# so that the sandbox works inside it.
FROM python:3.12-slim-bookworm AS build
WORKDIR /src
COPY requirements.txt ./
# pip compiles what it installs: in the sandbox Python is read-only.
RUN python -m venv /opt/viva \
    && /opt/viva/bin/python -I -m pip install --no-cache-dir --disable-pip-version-check \
        --require-hashes -r requirements.txt
COPY pyproject.toml README.md LICENSE ./
COPY src src
COPY etc etc
COPY share share
RUN /opt/viva/bin/python -I -m pip install --no-cache-dir --disable-pip-version-check \
        --no-deps --no-index --no-build-isolation .

FROM python:3.12-slim-bookworm
# The distribution's own versions: they get its security updates.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends bubblewrap libseccomp2 util-linux \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /opt/viva /opt/viva
ENV PATH=/opt/viva/bin:$PATH
RUN useradd --create-home --uid 1000 grader && install -d -o grader /course
# By its number: Kubernetes must see that it is not root's.
USER 1000
WORKDIR /course
CMD ["viva", "doctor"]
