"""Why a file or an import is declined, in sentences that name the way out."""

from rapport.lib.errors import Refusal


class FieldNotKnown(Refusal):
    """A column was given to a field that the kind does not have."""

    code = "import_field_not_known"
    text = "A file of {kind} has no field '{field}'. It has: {fields}."


class KindNotKnown(Refusal):
    """Nobody takes in such files."""

    code = "import_kind_not_known"
    text = "Files of '{kind}' are not taken in. There are: {kinds}."


class ColumnNotThere(Refusal):
    """A field was given a column that the file does not have."""

    code = "import_column_not_there"
    text = "Column '{column}' is not in {file}. It has: {columns}. Name one of them for {field}."


class FieldWithoutColumn(Refusal):
    """A needed field has no column."""

    code = "import_field_without_column"
    text = (
        "No column of {file} is known to hold {fields}. It has: {columns}. "
        "Name one with --map field=column, or choose it on the page."
    )


class ColumnTypeUnfit(Refusal):
    """A column of a Parquet file cannot hold what the field needs."""

    code = "import_column_type_unfit"
    text = (
        "Column '{column}' of {file} holds {type}. For {field}, {expected} is expected. Name another column."
    )


class CurrencyNotNamed(Refusal):
    """Money without a currency cannot be taken in."""

    code = "import_currency_not_named"
    text = "No row of {file} names its currency. Pass --currency with its code, such as GBP, or choose it."


class CurrencyCodeNotKnown(Refusal):
    """A currency was given by a code that does not exist."""

    code = "import_currency_code_not_known"
    text = "'{currency}' is no currency code. Name it by its three letters, such as GBP, EUR or USD."


class MapNotReadable(Refusal):
    """A --map option is not of the form field=column."""

    code = "import_map_not_readable"
    text = "--map {given} is not of the form field=column. Write it like --map customer=client_no."


class RunNotThere(Refusal):
    """There is no such import."""

    code = "import_not_there"
    text = "There is no import {number}. See the list of imports."


class RunNotUndoable(Refusal):
    """Something was changed after the import, or it is not finished."""

    code = "import_not_undoable"
    text = "Import {number} cannot be undone: {why}."


class RunNotStartable(Refusal):
    """An import that was taken in or taken back does not start again."""

    code = "import_not_startable"
    text = "Import {number} is {state}. Take the file in again: what is there already is not added twice."


class RunNotRead(Refusal):
    """An import starts when its file is read, and not before."""

    code = "import_not_read"
    text = "The file of import {number} is not read yet. Wait until its rows are counted, then take it in."


class RunBegun(Refusal):
    """How a file is read stays as it is once the reading or the taking in began."""

    code = "import_begun"
    text = (
        "Import {number} is {state} already: it cannot be planned or put away now. Open its page to see more."
    )


class PreviewFirst(Refusal):
    """The stored copy of a file is gone."""

    code = "import_copy_gone"
    text = "The stored copy of {file} is gone. Take the file in again: what is there already stays."


class NobodyYet(Refusal):
    """Nobody owns the place yet."""

    code = "import_nobody_yet"
    text = "There is no owner yet who could answer for the import. Start rapport serve and sign in first."


class FileNamedNot(Refusal):
    """The command was not told what to take in."""

    code = "import_file_not_named"
    text = "No file was named. Write: rapport import {kind} FILE, or --undo with the number of an import."


class NoSuchPerson(Refusal):
    """An import needs somebody who answers for it."""

    code = "import_person_not_known"
    text = "Nobody here has the address {email}. Name a person by --by who is on the staff."
