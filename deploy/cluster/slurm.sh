#!/bin/bash
# A Dask cluster for `viva grade --dask` on Slurm: sbatch deploy/cluster/slurm.sh
# Then, where the course is:  viva grade 03 --dask "$HOME/viva-scheduler.json"
# And when all is graded:     scancel --name viva-dask
#SBATCH --job-name=viva-dask
#SBATCH --ntasks=9
#SBATCH --cpus-per-task=1
#SBATCH --mem-per-cpu=4G
#SBATCH --time=01:00:00
set -euo pipefail

# A folder that all nodes and the grading machine see, with the environment that has viva[dask].
VIVA=${VIVA:-$HOME/viva/.venv}
SCHEDULER=$HOME/viva-scheduler.json
rm -f "$SCHEDULER"

# One task is the scheduler, the others are workers with one thread each: one submission at a time.
srun --ntasks=1 --exact "$VIVA/bin/dask" scheduler --scheduler-file "$SCHEDULER" --no-dashboard &
until [ -s "$SCHEDULER" ]; do sleep 1; done
srun --ntasks="$((SLURM_NTASKS - 1))" --exact "$VIVA/bin/dask" worker \
    --scheduler-file "$SCHEDULER" --nthreads 1 --nworkers 1 --memory-limit 0 --no-dashboard \
    --local-directory "${TMPDIR:-/tmp}" &
wait
