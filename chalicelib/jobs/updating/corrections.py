"""What a reader corrects of a dashboard that is there. What the REST route does, without HTTP."""

from dataclasses import dataclass

from chalicelib.errors import DeletionRefused, JobNotFound, ObjectMissing, TooEarly
from chalicelib.ingest.corrections_file import read_corrections
from chalicelib.jobs.job_id import is_job_id, may_delete
from chalicelib.jobs.service import Jobs
from chalicelib.jobs.updating.correcting import corrected
from chalicelib.jobs.updating.rewriting import rewrite


@dataclass(frozen=True, slots=True)
class Corrections:
    """The corrections of all dashboards in one storage."""

    jobs: Jobs

    def save(self, job_id: str, delete_token: str, body: bytes) -> None:
        """Let these corrections take the place of all that the dashboard had.

        Raises `JobNotFound`, `DeletionRefused` for another job's token, `CorrectionsTooLarge`, `BadCorrections`,
        `TooEarly` while the job runs, `JobFailed` where it has ended without a dashboard, and `DashboardBusy`.
        """
        if not is_job_id(job_id):
            raise JobNotFound
        if not may_delete(job_id, delete_token):
            raise DeletionRefused
        corrections = read_corrections(body, max_books=self.jobs.settings.max_books)
        try:
            rewrite(self.jobs.store.storage, job_id, lambda dashboard: corrected(dashboard, corrections))
        except ObjectMissing:
            if self.jobs.read(job_id).progress:
                raise TooEarly from None
            # It became complete at this moment.
            rewrite(self.jobs.store.storage, job_id, lambda dashboard: corrected(dashboard, corrections))
