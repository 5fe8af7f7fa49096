"""Work shared out: the same results in the same order, and what is said where a share is lost."""

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from generator.system.workers import apart, share_out

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("count", [0, 1, 2, 3, 1024, 1025, 5000])
def test_results_come_in_the_order_of_the_parts_however_many(count: int) -> None:
    assert [*share_out(lambda part: part * part, range(count))] == [n * n for n in range(count)]


def run(code: str) -> subprocess.CompletedProcess[str]:
    """A program of its own, since a fork wants no other threads."""
    begin = "import os, time\nfrom generator.system.workers import apart, share_out\n"
    return subprocess.run(
        [sys.executable, "-c", begin + textwrap.dedent(code)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )


two = pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="one processor shares nothing")


@two
def test_the_parent_works_beside_the_others() -> None:
    done = run(
        """
        def work(part):
            time.sleep(0.05)
            return os.getpid()
        by = {*share_out(work, range(20))}
        print(os.getpid() in by, len(by) > 1)
        """
    )
    assert done.stdout.split() == ["True", "True"]


@two
def test_results_larger_than_a_pipe_do_not_keep_anybody_waiting() -> None:
    done = run("print(sum(map(len, share_out(lambda part: bytes(3_000_000), range(20)))))")
    assert done.stdout.strip() == "60000000"


@two
def test_what_is_raised_in_another_process_is_raised_here_with_where_it_came_from() -> None:
    done = run(
        """
        here = os.getpid()
        def work(part):
            time.sleep(0.02)
            if os.getpid() != here:
                raise KeyError("lost")
        [*share_out(work, range(20))]
        """
    )
    assert "KeyError: 'lost'" in done.stderr
    assert "in work" in done.stderr


@two
def test_a_process_killed_from_outside_is_a_fault_that_says_what_to_do() -> None:
    done = run(
        f"""
        from generator.system.files import fault
        here = os.getpid()
        def work(part):
            time.sleep(0.02)
            if os.getpid() != here:
                os.kill(os.getpid(), {int(signal.SIGKILL)})
        try:
            [*share_out(work, range(20))]
        except OSError as error:
            print(fault(error))
        """
    )
    assert done.stdout.strip() == (
        "a process that took a share of the work: "
        "it was ended from outside: see that there is memory, and try again"
    )


@two
def test_nothing_goes_on_where_the_results_are_no_longer_wanted(tmp_path: Path) -> None:
    done = run(
        f"""
        def work(part):
            time.sleep(0.05)
            open({str(tmp_path)!r} + f"/{{part}}", "x").close()
        for _ in share_out(work, range(1000)):
            break
        seen = len(os.listdir({str(tmp_path)!r}))
        time.sleep(0.3)
        print(len(os.listdir({str(tmp_path)!r})) - seen)
        """
    )
    assert done.stdout.strip() == "0", done.stderr


def test_what_is_made_apart_comes_in_order_each_part_before_the_next_is_begun() -> None:
    asked: list[int] = []
    parts = (asked.append(part) or part for part in range(5))
    seen = [(made, len(asked)) for made in apart(lambda part: part * part, parts)]
    assert seen == [(0, 1), (1, 2), (4, 3), (9, 4), (16, 5)]


def test_what_is_made_apart_leaves_nothing_in_memory_here() -> None:
    done = run(
        """
        held = []
        def work(part):
            held.append(bytearray(1000))
            return os.getpid()
        by = [*apart(work, range(3))]
        print(os.getpid() in by, len({*by}), held)
        """
    )
    assert done.stdout.strip() == "False 3 []", done.stderr


def test_what_is_raised_apart_is_raised_here_and_ends_the_rest(tmp_path: Path) -> None:
    done = run(
        f"""
        def work(part):
            open({str(tmp_path)!r} + f"/{{part}}", "x").close()
            if part == 1:
                raise KeyError("lost")
        [*apart(work, range(4))]
        """
    )
    assert "KeyError: 'lost'" in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0", "1"]
