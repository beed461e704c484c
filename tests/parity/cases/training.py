"""Names of dlkit.training: one function or class for both backends, compared where they are tested."""

ELSEWHERE = {
    "Checkpoint": "one class, shared by both backends",
    "EMA": "one class, shared by both backends; test_fit_parity.py",
    "auc": "test_fit_parity.py",
    "mean_absolute_error": "test_fit_parity.py",
    "mean_squared_error": "test_fit_parity.py",
    "r2": "test_fit_parity.py",
    "top_k_accuracy": "test_fit_parity.py",
    "whole_set": "one function, shared by both backends",
}
