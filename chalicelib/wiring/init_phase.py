"""What a function makes before its first event.

Lambda's init phase has a full processor, the first event the share that the function's memory buys: 0.29 of one at
512 MB. What is imported and created here would take more than three times as long there. No name of a bucket or a
function is needed, since these may become known with the first event.
https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
"""

from collections.abc import Mapping
from typing import Final

from chalicelib.errors import SettingsError
from chalicelib.settings import Settings
from chalicelib.wiring import aws_clients

UPLOAD_HANDLER: Final = "app.app"
ORCHESTRATOR: Final = "app.orchestrator"
BOOK_PROCESSOR: Final = "app.book_processor"
HANDLERS: Final = (UPLOAD_HANDLER, ORCHESTRATOR, BOOK_PROCESSOR)
"""The functions' handlers, as Chalice names them."""


def prepare(environ: Mapping[str, str], book_processor_wait_s: float) -> None:
    """Prepare the function that this process is; `_HANDLER`, which only Lambda sets, tells which one.

    `book_processor_wait_s` is how long an Orchestrator waits for an answer of BookProcessor.

    Settings that cannot be used prepare nothing: the first event raises the same `SettingsError`, whose message reaches
    the caller and the log. An error of the init phase would reach neither in our shape.
    """
    handler = environ.get("_HANDLER")
    if handler not in HANDLERS:
        return
    try:
        settings = Settings.from_env(environ)
    except SettingsError:
        return
    if handler == UPLOAD_HANDLER:
        _prepare_upload_handler(settings)
    elif handler == ORCHESTRATOR:
        _prepare_orchestrator(settings, book_processor_wait_s)
    else:
        _prepare_book_processor(settings)


def _prepare_upload_handler(settings: Settings) -> None:
    from chalicelib.jobs import service  # noqa: F401
    from chalicelib.seams import lambda_invoker, s3_storage  # noqa: F401

    aws_clients.s3(aws_clients.IN_REQUEST)
    aws_clients.lambda_(lambda_invoker.ACCEPTED_WITHIN_S, connections=settings.chunk_size)


def _prepare_orchestrator(settings: Settings, book_processor_wait_s: float) -> None:
    from chalicelib.enrichment.catalogue import dynamodb_catalogue  # noqa: F401
    from chalicelib.jobs import orchestrator  # noqa: F401
    from chalicelib.seams import dynamodb_cache, lambda_invoker, local_invoker, s3_storage  # noqa: F401

    aws_clients.s3(aws_clients.IN_JOB)
    aws_clients.dynamodb()
    aws_clients.lambda_(book_processor_wait_s, connections=settings.chunk_size)


def _prepare_book_processor(settings: Settings) -> None:
    from chalicelib.enrichment.genres import merge_and_normalize
    from chalicelib.jobs.enriching import book_processor

    book_processor.process({"books": []}, settings, remaining_s=1.0)
    merge_and_normalize((), ("Fiction",))
