"""Settings by topic. `base` is what runs; `test` is what the tests run. Values come from `config.env` alone."""
