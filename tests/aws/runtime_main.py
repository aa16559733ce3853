"""Lambda's runtime client, which loads its function once and then forks into each execution environment asked for.

    python -S tests/aws/runtime_main.py <handler> <descriptor of a socket>

It is AWS's client to the moment when it would ask for its first event. There it waits for a message with the descriptor
of a log: the path of an environment's Runtime API makes it fork, and the copy goes on as that environment; a process id
makes it tell that process's status. Nothing is imported here but what Lambda's image and the package have.
"""

import importlib
import os
import socket
import sys
from typing import Any

# The part of it that is not Python keeps the address that it finds first, which would be the same for all copies.
sys.modules["runtime_client"] = None  # type: ignore[assignment]
from awslambdaric import bootstrap, lambda_runtime_client  # noqa: E402
from awslambdaric.lambda_config import LambdaConfigProvider  # noqa: E402

_MESSAGE_BYTES = 4096


class _Prepared(lambda_runtime_client.LambdaRuntimeClient):  # type: ignore[misc]
    """The client of an environment that begins when its first event would."""

    def __init__(self, asked: socket.socket, use_thread: bool) -> None:
        super().__init__(os.environ["AWS_LAMBDA_RUNTIME_API"], use_thread)
        self._asked: socket.socket | None = asked

    def wait_next_invocation(self) -> Any:
        if self._asked:
            self.lambda_runtime_address = _forked(self._asked)
            self._asked = None
            os.environ["AWS_LAMBDA_RUNTIME_API"] = self.lambda_runtime_address
            _connect()
        return super().wait_next_invocation()


def _connect() -> None:
    """Make the client's connection, to the address in the environment variables."""
    del sys.modules["runtime_client"]
    connection = importlib.import_module("runtime_client")
    connection.initialize_client(lambda_runtime_client._user_agent())
    lambda_runtime_client.runtime_client = connection


def _forked(asked: socket.socket) -> str:
    """Serve the socket until its end, which ends this process; returns in each copy, with the path of its API."""
    while True:
        message, logs, _, _ = socket.recv_fds(asked, _MESSAGE_BYTES, 1)
        if not message:
            sys.exit()
        if not logs:
            _, status = os.waitpid(int(message), 0)
            asked.send(str(os.waitstatus_to_exitcode(status)).encode())
            continue
        (log,) = logs
        pid = os.fork()
        if not pid:
            asked.close()
            os.dup2(log, 1)
            os.dup2(log, 2)
            os.close(log)
            return message.decode()
        os.close(log)
        asked.send(str(pid).encode())


def main() -> None:
    config = LambdaConfigProvider(sys.argv)
    asked = socket.socket(fileno=int(sys.argv[2]))
    # The script's folder comes first on the path, and holds none of the package's modules.
    del sys.path[0]
    bootstrap.run(config.handler, _Prepared(asked, config.use_thread_polling))


if __name__ == "__main__":
    main()
