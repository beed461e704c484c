import csv

from matplotlib.figure import Figure

import dlkit.numpy as dl


def history(epochs=3, name="loss"):
    h = dl.History()
    for epoch in range(epochs):
        h.append({name: 1 / (epoch + 3), "accuracy": epoch / 7})
    return h


def test_the_table_has_a_row_for_each_epoch_and_a_column_for_each_name():
    table = history().table()
    assert table.columns == ["epoch", "loss", "accuracy"]
    assert table.rows == [[1, 1 / 3, 0.0], [2, 1 / 4, 1 / 7], [3, 1 / 5, 2 / 7]]
    assert str(table).splitlines()[1].split() == ["1", "0.3333", "0"]
    empty = dl.History().table()
    assert empty.columns == ["epoch"] and empty.rows == [] and str(empty) == "epoch"


def test_it_draws_itself_with_the_names_that_plot_takes():
    h, ax = history(), Figure().subplots()
    assert h.plot(ax) is ax
    assert [line.get_ydata().tolist() for line in ax.get_lines()] == [h["loss"]]


def test_csv_keeps_every_digit(tmp_path):
    h = history()
    h.to_csv(tmp_path / "history.csv")
    with open(tmp_path / "history.csv", newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    assert header == ["epoch", "loss", "accuracy"]
    assert [float(row[1]) for row in rows] == h["loss"] and [row[0] for row in rows] == ["1", "2", "3"]


def test_html_is_escaped_marks_the_best_epoch_and_leaves_out_the_middle_of_a_long_table():
    h = history(100, name="<b>&\"loss")
    h.best_epoch = 2
    shown = h.table()._repr_html_()
    assert "&lt;b&gt;&amp;&quot;loss" in shown and "<b>" not in shown
    assert shown.count("<tr>") == 1 + 10 + 1 + 10 and "…" in shown
    assert [line for line in shown.split("<tr>") if "<strong>" in line][0].startswith("<td><strong>2</strong></td>")
    assert shown.count("<strong>") == 3


def test_a_history_goes_on_from_its_state():
    h, other = history(), dl.History()
    h.seconds = 2.5
    other.load_state_dict(h.state_dict())
    other.append({"loss": 0.0, "accuracy": 1.0})
    assert other["loss"][:3] == h["loss"] and len(h.epochs) == 3 and other.epochs == [1, 2, 3, 4] and other.seconds == 2.5
