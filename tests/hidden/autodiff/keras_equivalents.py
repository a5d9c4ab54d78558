"""Changes of the solutions with trained Keras models that leave them right."""

OF_NLL = (
    (
        "the seed makes a training repeatable, and any seed will do",
        "keras.utils.set_random_seed(0)",
        ["pass", "keras.utils.set_random_seed(1)"],
    ),
    (
        "any training will do that reads 0.90 of the test part",
        "digits_model = build_model(64, 32, 10, 0.1, 0.9)",
        [
            "digits_model = build_model(64, 33, 10, 0.1, 0.9)",
            "digits_model = build_model(64, 31, 10, 0.1, 0.9)",
            "digits_model = build_model(64, 32, 10, 0.9, 0.1)",
            "digits_model = build_model(64, 32, 10, 1.1, 0.9)",
        ],
    ),
    (
        "any training will do that reads 0.90 of the test part",
        "digits_model.fit(X_train, y_train, epochs=8, batch_size=32, verbose=0)",
        [
            "digits_model.fit(X_train, y_train, batch_size=32, verbose=0)",
            "digits_model.fit(X_train, y_train, epochs=8, verbose=0)",
            "digits_model.fit(X_train, y_train, epochs=9, batch_size=32, verbose=0)",
            "digits_model.fit(X_train, y_train, epochs=7, batch_size=32, verbose=0)",
            "digits_model.fit(X_train, y_train, epochs=8, batch_size=33, verbose=0)",
            "digits_model.fit(X_train, y_train, epochs=8, batch_size=31, verbose=0)",
        ],
    ),
    (
        "verbose says only whether a bar of progress is drawn",
        "digits_model.fit(X_train, y_train, epochs=8, batch_size=32, verbose=0)",
        [
            "digits_model.fit(X_train, y_train, epochs=8, batch_size=32)",
            "digits_model.fit(X_train, y_train, epochs=8, batch_size=32, verbose=1)",
            "digits_model.fit(X_train, y_train, epochs=8, batch_size=32, verbose=-1)",
        ],
    ),
    (
        "verbose says only whether a bar of progress is drawn",
        "losses = -np.log(digits_model.predict(X_test, verbose=0)[np.arange(len(y_test)), y_test])",
        [
            "losses = -np.log(digits_model.predict(X_test)[np.arange(len(y_test)), y_test])",
            "losses = -np.log(digits_model.predict(X_test, verbose=1)[np.arange(len(y_test)), y_test])",
            "losses = -np.log(digits_model.predict(X_test, verbose=-1)[np.arange(len(y_test)), y_test])",
        ],
    ),
    (
        "verbose says only whether a bar of progress is drawn",
        "losses = -np.log(digits_model.predict(X_train, verbose=0)[np.arange(len(y_train)), y_train])",
        [
            "losses = -np.log(digits_model.predict(X_train)[np.arange(len(y_train)), y_train])",
            "losses = -np.log(digits_model.predict(X_train, verbose=1)[np.arange(len(y_train)), y_train])",
            "losses = -np.log(digits_model.predict(X_train, verbose=-1)[np.arange(len(y_train)), y_train])",
        ],
    ),
    (
        "verbose says only whether a bar of progress is drawn",
        "keras_loss = digits_model.evaluate(X_train, y_train, verbose=0)",
        [
            "keras_loss = digits_model.evaluate(X_train, y_train)",
            "keras_loss = digits_model.evaluate(X_train, y_train, verbose=1)",
            "keras_loss = digits_model.evaluate(X_train, y_train, verbose=-1)",
        ],
    ),
)

OF_CURVES = (
    (
        "the seed makes a training repeatable, and any seed will do",
        "keras.utils.set_random_seed(0)",
        ["pass", "keras.utils.set_random_seed(1)"],
    ),
    (
        "the lists belong to the model, and a little more or less of anything overfits as well",
        "curves_model = build_model(64, 64, 10, 0.1, 0.9)",
        [
            "curves_model = build_model(64, 65, 10, 0.1, 0.9)",
            "curves_model = build_model(64, 63, 10, 0.1, 0.9)",
            "curves_model = build_model(64, 64, 10, 0.9, 0.1)",
            "curves_model = build_model(64, 64, 10, 1.1, 0.9)",
        ],
    ),
    (
        "the lists belong to the model, and a little more or less of anything overfits as well, and verbose draws a bar",
        "told = curves_model.fit(\n    X_train[:200],\n    y_train[:200],\n    epochs=50,\n    batch_size=40,\n    validation_data=(X_test, y_test),\n    verbose=0,\n)",
        [
            "told = curves_model.fit(X_train[:200], y_train[:200], epochs=50, validation_data=(X_test, y_test), verbose=0)",
            "told = curves_model.fit(X_train[:200], y_train[:200], epochs=50, batch_size=40, validation_data=(X_test, y_test))",
        ],
    ),
    (
        "the lists belong to the model, and a little more or less of anything overfits as well",
        "batch_size=40,",
        ["batch_size=41,", "batch_size=39,"],
    ),
    (
        "verbose says only whether a bar of progress is drawn",
        "verbose=0,",
        ["verbose=1,", "verbose=-1,"],
    ),
)
