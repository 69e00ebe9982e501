# SPDX-License-Identifier: Apache-2.0
"""How it behaves in a process: signals, forks, spawns, threads and the end."""

import signal
import textwrap

from watching import DEADLINE_S, run_program, start_program

# A stream with somebody who looks, and a frame for it.
STREAM = """
import os, sys, time, threading, numpy, skyline
FRAME = numpy.zeros((96, 128, 3), numpy.uint8)
def make():
    sky = skyline.SkyLine()
    sky.attach(skyline.CallbackOutput(lambda unit: None))
    sky.start_streaming(30, 128, 96)
    assert sky.put(FRAME)
    return sky
"""


def program(text):
    return STREAM + textwrap.dedent(text)


def test_ctrl_c_ends_a_loop(tmp_path):
    path = tmp_path / "loop.py"
    path.write_text(
        program(
            """
            try:
                with make() as sky:
                    print("ready")
                    while True:
                        sky.put(FRAME)
                        time.sleep(0.01)
            except KeyboardInterrupt:
                print("interrupted")
            """
        ),
        encoding="utf-8",
    )
    process = start_program(path)
    assert process.stdout.readline() == "ready\n"
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=DEADLINE_S)
    assert (process.returncode, out, err) == (0, "interrupted\n", "")


def test_it_ends_in_the_middle_of_streaming():
    """Neither closed nor stopped, with a thread that puts and a callback that runs."""
    done = run_program(
        program(
            """
            skies = [make() for _ in range(3)]
            def put():
                while True:
                    for sky in skies:
                        sky.put(FRAME)
            threading.Thread(target=put, daemon=True).start()
            while min(sky.stats().units for sky in skies) < 3:
                time.sleep(0.01)
            """
        )
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_what_lives_on_after_the_end_crashes_nothing():
    done = run_program(program("import builtins\nsky = builtins.kept = make()\nsky.itself = sky\n"))
    assert (done.returncode, done.stderr) == (0, "")


def test_exit_in_a_callback_thread_crashes_nothing():
    done = run_program(
        program(
            """
            sky = make()
            def leave(unit):
                raise SystemExit(3)
            sky.attach(skyline.CallbackOutput(leave, "leaving"))
            end = time.monotonic() + 60
            while sky.stats().outputs[1].failures == 0:
                assert time.monotonic() < end, sky.stats()
                sky.put(FRAME)
                time.sleep(0.02)
            """
        )
    )
    assert done.returncode == 0, done.stderr


FORK = """
def in_child(act):
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            act()
            code = 0
        except skyline.ForkError as error:
            print(error)
            code = 5
        sys.exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
"""


def test_a_fork_of_a_process_in_use_is_refused():
    done = run_program(
        program(
            FORK
            + """
for act in lambda: sky.put(FRAME), lambda: sky.stop_streaming(), lambda: sky.stats(), make, skyline.encoders:
    sky = make()
    assert in_child(act) == 5, act
assert in_child(lambda: sky.close()) == 0
sky.put(FRAME)
with make():
    pass
print("parent goes on")
"""
        )
    )
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[-1] == "parent goes on"
    assert len(lines) == 6 and all("spawn" in line for line in lines[:5])


def test_a_fork_before_use_is_free():
    done = run_program(program(FORK + "assert in_child(make) == 0\nmake()\n"))
    assert (done.returncode, done.stderr) == (0, "")


def test_subprocesses_are_no_forks():
    done = run_program(
        program("import subprocess\nsky = make()\nsubprocess.run(['true'], check=True)\nsky.put(FRAME)\n")
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_spawned_processes_work(tmp_path):
    path = tmp_path / "main.py"
    path.write_text(
        STREAM
        + textwrap.dedent(
            """
            import multiprocessing
            def work(number):
                sky = make()
                for _ in range(5):
                    sky.put(FRAME)
                sky.stop_streaming()
                return sky.stats().units > 0
            if __name__ == "__main__":
                with make() as sky, multiprocessing.get_context("spawn").Pool(2) as pool:
                    print(pool.map(work, range(2)))
            """
        ),
        encoding="utf-8",
    )
    done = run_program(
        "import runpy, sys; sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name='__main__')", path
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "[True, True]\n", "")


def test_waiting_calls_let_other_threads_run():
    """stop_streaming() waits for a callback that waits for a thread that needs the GIL."""
    done = run_program(
        program(
            """
            sky = make()
            count = 0
            over = threading.Event()
            entered = threading.Event()
            def count_up():
                global count
                while count < 1_000_000:
                    count += 1
                over.set()
            def wait(unit):
                entered.set()
                over.wait()
            sky.attach(skyline.CallbackOutput(wait, "waiting"))
            sky.put(FRAME)
            assert entered.wait(60)
            threading.Thread(target=count_up).start()
            sky.stop_streaming()
            assert count == 1_000_000
            """
        )
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_many_threads_put_to_one_stream():
    done = run_program(
        program(
            """
            sky = make()
            parts = [FRAME, FRAME[::2, ::2], FRAME[:, ::-1], FRAME[..., 0]]
            def put(part):
                for _ in range(200):
                    sky.put(part, hand_over=part is FRAME)
            threads = [threading.Thread(target=put, args=(part,)) for part in parts]
            for thread in threads: thread.start()
            for thread in threads: thread.join()
            sky.stop_streaming()
            stats = sky.stats()
            assert stats.frames_put == 801 == stats.frames_encoded + stats.frames_replaced, stats
            """
        )
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_closing_while_another_thread_puts():
    done = run_program(
        program(
            """
            for _ in range(10):
                sky = make()
                ready = threading.Event()
                def put():
                    try:
                        while True:
                            sky.put(FRAME)
                            ready.set()
                    except skyline.Error as error:
                        assert "closed" in str(error), error
                thread = threading.Thread(target=put)
                thread.start()
                ready.wait()
                sky.close()
                thread.join()
            """
        )
    )
    assert (done.returncode, done.stderr) == (0, "")
