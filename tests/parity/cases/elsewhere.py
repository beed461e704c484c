"""Public names whose two versions are compared elsewhere, and where."""

ELSEWHERE = {
    "Module": "the base of every case here",
    "Sequential": "test_parity.py, test_a_network…",
    "fit": "test_fit_parity.py",
    "evaluate": "test_fit_parity.py",
    "predict": "test_fit_parity.py",
    "accuracy": "test_fit_parity.py",
    "init": "test_init_parity.py",
    "Callback": "one class, shared by both backends",
    "EarlyStopping": "one class, shared by both backends",
    "History": "one class, shared by both backends",
}
