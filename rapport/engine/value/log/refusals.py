"""Why a log is declined, in sentences that name the way out."""

from rapport.lib.errors import Refusal


class FileMissing(Refusal):
    code = "log_file_missing"
    text = "There is no file {file}. Check the spelling and the folder you are in."


class NoFileMatches(Refusal):
    code = "log_no_file_matches"
    text = "No file matches {pattern}. Check the pattern and the folder you are in."


class NothingNamed(Refusal):
    code = "log_nothing_named"
    text = "No log was named. Pass at least one CSV or Parquet file."


class IsFolder(Refusal):
    code = "log_is_folder"
    text = "{file} is a folder. Name the files in it, for example '{file}/*.{ending}'."


class FileUnreadable(Refusal):
    code = "log_file_unreadable"
    text = "{file} cannot be opened: {why}. Ask for the right to read it, or pass a copy."


class FileEmpty(Refusal):
    code = "log_file_empty"
    text = "{file} is empty. A log has a header line and one line per purchase; export it again."


class NoRows(Refusal):
    code = "log_no_rows"
    text = "{file} has columns ({columns}) and no rows. Export it again with the purchases."


class NotALog(Refusal):
    code = "log_other_format"
    text = "{file} is {kind}. {remedy}"


class ParquetBroken(Refusal):
    code = "log_parquet_broken"
    text = "{file} begins like a Parquet file and cannot be read to its end: {why}. Copy or export it again."


class FormatsMixed(Refusal):
    code = "log_formats_mixed"
    text = "{first} and {second} are of two formats. Pass CSV files or Parquet files, not both at once."


class CsvOnSpark(Refusal):
    code = "log_csv_on_spark"
    text = (
        "{file} is a text file, and the Spark engine reads Parquet. "
        "Write it as Parquet or pass --engine duckdb."
    )


class SparkMissing(Refusal):
    code = "log_spark_missing"
    text = (
        "--engine spark needs PySpark 4.0 and Java 17, and PySpark is not installed here. "
        "Install rapport-desk with the extra 'spark', or pass --engine duckdb."
    )


class ColumnsDiffer(Refusal):
    code = "log_columns_differ"
    text = "{file} does not have the columns of {first}: {difference}. Make them agree or value them apart."


class HeaderMissing(Refusal):
    code = "log_header_missing"
    text = (
        "{file} has no header line; its first line is: {columns}. "
        "Name the columns by position, for example --customer 1 --time 2 --amount 3."
    )


class ColumnMissing(Refusal):
    code = "log_column_missing"
    text = "Column '{column}' is not in {file}. It has: {columns}. Rename it or pass --{role}."


class ColumnNotRecognised(Refusal):
    code = "log_column_not_recognised"
    text = "No column of {file} is recognised as the {role}. It has: {columns}. Rename one or pass --{role}."


class ColumnUnclear(Refusal):
    code = "log_column_unclear"
    text = (
        "{file} has more than one column that may be the {role}: {columns}. Pass --{role} with one of them."
    )


class ColumnTwice(Refusal):
    code = "log_column_twice"
    text = "{file} has {count} columns named '{column}'. Rename all but one."


class QuoteOpen(Refusal):
    code = "log_quote_open"
    text = (
        "A quotation mark in line {line} of {file} is not closed where it should be and swallows {lines} "
        "further lines. Close it, or double it if it belongs to the text."
    )


class TextBroken(Refusal):
    code = "log_text_broken"
    text = (
        "{file} cannot be cut into lines after row {rows}: a quotation mark may be open from there on. "
        "Close it, or export the file again."
    )


class DatesUnclear(Refusal):
    code = "log_dates_unclear"
    text = (
        "The dates in column '{column}' may be day-first or month-first, for example {example}. "
        "Pass --dates day-first or --dates month-first."
    )


class DatesMixed(Refusal):
    code = "log_dates_mixed"
    text = (
        "Column '{column}' holds {day_first} dates that are surely day-first ({day_example}) and "
        "{month_first} that are surely month-first ({month_example}). "
        "Pass --dates day-first or --dates month-first; the others are then rejected."
    )


class TimezonesMixed(Refusal):
    code = "log_timezones_mixed"
    text = (
        "The times in column '{column}' are {kinds}. "
        "Pass --timezone with the zone of the shop, for example --timezone Europe/London."
    )


class TimezoneUnknown(Refusal):
    code = "log_timezone_unknown"
    text = "Timezone '{zone}' is not known. Pass an IANA name such as {example}."


class DecimalUnclear(Refusal):
    code = "log_decimal_unclear"
    text = (
        "The amounts in column '{column}' may be thousands or fractions, for example {example}. "
        "Pass --decimal . or --decimal , to say which mark separates the fraction."
    )


class DecimalMixed(Refusal):
    code = "log_decimal_mixed"
    text = (
        "Column '{column}' holds {points} amounts with a decimal point ({point_example}) and {commas} with a "
        "decimal comma ({comma_example}). Pass --decimal . or --decimal , and the others are rejected."
    )


class CurrencyUnknown(Refusal):
    code = "log_currency_unknown"
    text = (
        "Currency '{currency}' is neither a column of {file} nor an ISO 4217 code. "
        "It has: {columns}. Pass one of them, or a code such as GBP."
    )


class CurrenciesMixed(Refusal):
    code = "log_currencies_mixed"
    text = "{file} holds amounts in {counts}. They cannot be added: --currency {most} keeps only those rows."


class NothingReadable(Refusal):
    code = "log_nothing_readable"
    text = "None of the {rows} rows of {file} can be read: {reasons}. The first is {place}: {example}."


class TypeUnfit(Refusal):
    code = "log_type_unfit"
    text = "Column '{column}' of {file} is of type {type}, and the {role} must be {expected}. Pass --{role}."
