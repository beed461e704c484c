"""Submissions that show more than anybody can read."""

from tests.grading.hostile.kind import TIMEOUT, Kind

KINDS = [
    Kind("lines", "lines without an end", "while True: print('x' * 1000)", TIMEOUT, shows="left out"),
    Kind("one_line", "one line of 50 MB", "print('x' * (50 * 2 ** 20))", shows="left out"),
    Kind("alternating_streams", "a character on standard output, one on standard error, and so on", "import sys\nfor _ in range(20_000): sys.stdout.write('o'); sys.stderr.write('e')", shows="left out"),
    Kind("descriptors", "bytes to file descriptors 1 and 2 until no more go in", "import os\nfor fd in (1, 2):\n    while True: os.write(fd, b'x' * 2 ** 20)", shows="left out"),
    Kind("program_that_floods", "a program that writes without an end", "import subprocess\nsubprocess.run(['yes'])", shows="left out"),
    Kind("rich", "figures and HTML without an end", "while True: display({'text/html': '<p>' + 'x' * 10 ** 6, 'text/plain': 'p' * 10 ** 5}, raw=True)", TIMEOUT, shows="left out"),
    Kind("many_displays", "a hundred thousand small displays", "for i in range(100_000): get_ipython().display_pub.publish({'text/plain': str(i)})", shows="left out"),
    Kind("keys", "a display with a hundred thousand types of representation, one of them long", """
get_ipython().display_pub.publish({**{f'x/{i}': 'x' for i in range(100_000)}, 'y' * 10 ** 8: 'x', 'text/plain': 'shown'})""", shows="shown"),
    Kind("long_message", "an error with a message of 100 MB", "raise ValueError('m' * 10 ** 8)", shows="ValueError"),
    Kind("long_name", "an error whose type has a name of 1 MB", "raise type('E' * 10 ** 6, (Exception,), {})", shows="EEE"),
    Kind("long_repr", "a value whose repr has 100 MB", "class R:\n    def __repr__(self): return 'r' * 10 ** 8\nR()", shows="rrr"),
    Kind("odd_characters", "lone surrogates, zeros, escape sequences and bytes that are no text", """
import os
print('\\ud800 \\x00 \\x1b[2J \\uffff')
os.write(1, b'\\xff\\xfe\\x00')
raise ValueError('\\udfff')""", shows="ValueError"),
    Kind("script", "a script for whoever opens the graded notebook", """
from IPython.display import HTML, Javascript, Markdown, display
display(HTML('<script>evil()</script>'), Javascript('evil()'), Markdown('<script>evil()</script>'))
import base64
png = base64.b64encode(b'\\x89PNG\\r\\n\\x1a\\n' + bytes(9)).decode()
get_ipython().display_pub.publish({'image/png': png + '"><script>evil()</script>', 'text/plain': 'image'})
get_ipython().display_pub.publish({'image/svg+xml': '<svg onload="evil()"/>', 'text/plain': 'svg'})""", shows="image"),
    Kind("long_message_in_a_test", "an answer whose error has a message of 100 MB", "def second(x): raise ValueError('m' * 10 ** 8)", points=5, test="assert second(3) == 9"),
    Kind("long_value_in_a_test", "an answer whose repr has 100 MB, as the value of a test", "class R:\n    def __repr__(self): return 'r' * 10 ** 8\nsecond = lambda x: R()", points=7, test="second(3)",
         note="a test whose value is no number gives full points, as in nbgrader"),
]
