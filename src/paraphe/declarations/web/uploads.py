"""An upload waits in a file without a name: it is gone when the process ends, however it ends.

What is kept is kept encrypted, in the vault; what is not kept leaves nothing to find in a folder.
"""

import tempfile
from typing import IO, Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler


class NamelessFileUploadHandler(FileUploadHandler):
    """Stream each file of a form to a nameless temporary file."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self.held: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Take the next bytes."""
        self.held.write(raw_data)

    def file_complete(self, file_size: int) -> "UploadedFile[bytes]":
        """Give the file, from its beginning."""
        self.held.seek(0)
        extra = self.content_type_extra
        return UploadedFile(self.held, self.file_name, self.content_type, file_size, self.charset, extra)

    def upload_interrupted(self) -> None:
        """Forget the file of a cut connection."""
        if hasattr(self, "held"):
            self.held.close()
