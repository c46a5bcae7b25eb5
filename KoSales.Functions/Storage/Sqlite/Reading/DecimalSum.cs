using System.Globalization;
using SQLitePCL;

namespace KoSales.Functions.Storage.Sqlite.Reading;

/// <summary>The SQL function <c>ko_sum(json, amount)</c>: exact decimal addition, where SQL's own would go
/// through binary floating point.</summary>
internal static class DecimalSum
{
    public const string Name = "ko_sum";

    /// <summary>First: the JSON text of a number, or null for 0. Second: the amount as text. Result: the
    /// sum as JSON text.</summary>
    public static readonly delegate_function_scalar Call = (context, _, arguments) =>
    {
        var before =
            raw.sqlite3_value_type(arguments[0]) == raw.SQLITE_NULL
                ? "0"
                : raw.sqlite3_value_text(arguments[0]).utf8_to_string();
        var amount = raw.sqlite3_value_text(arguments[1]).utf8_to_string();
        if (
            !decimal.TryParse(
                before,
                NumberStyles.Float,
                CultureInfo.InvariantCulture,
                out var start
            )
        )
            raw.sqlite3_result_error(context, "the member to add to is not a number");
        else
            raw.sqlite3_result_text(
                context,
                (start + decimal.Parse(amount, CultureInfo.InvariantCulture)).ToString(
                    CultureInfo.InvariantCulture
                )
            );
    };
}
