"""A field for several files, held against the rules for files while what was written stays in the form."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from rapport.desk.rules.files import FILE_RULE, MOST_FILES, FileNotTaken, TooManyFiles, refuse_files


class SeveralFiles(forms.ClearableFileInput):
    """An input that takes more than one file."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Some files, or none; too many, too large or runnable ones are refused with the reason."""

    widget = SeveralFiles

    def __init__(self) -> None:
        super().__init__(label="Files", required=False, help_text=FILE_RULE)

    def clean(self, data: Any, initial: Any = None) -> list["UploadedFile[Any]"]:  # noqa: ARG002 - Django passes it
        """Return the files that were sent."""
        files = [one for one in data or [] if isinstance(one, UploadedFile)][: MOST_FILES + 1]
        try:
            refuse_files([(str(one.name), one.size or 0) for one in files])
        except (FileNotTaken, TooManyFiles) as refusal:
            raise ValidationError(str(refusal), code=refusal.code) from None
        return files
