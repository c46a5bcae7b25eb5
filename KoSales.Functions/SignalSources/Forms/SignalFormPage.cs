using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace KoSales.Functions.SignalSources.Forms;

/// <summary>The pages of a web form: one document each, without scripts, images or anything else that is
/// loaded.</summary>
internal static class SignalFormPage
{
    /// <summary>A field that people do not see; what fills it in is no person.</summary>
    public const string Trap = "website";

    private const string Css =
        "body{font:16px/1.5 system-ui,sans-serif;max-width:30rem;margin:2rem auto;padding:0 1rem;color:#1c2b1c}"
        + "label{display:block;margin:1rem 0}input[type=text],input[type=tel],textarea{display:block;width:100%;"
        + "box-sizing:border-box;padding:.6rem;font:inherit;border:1px solid #879687;border-radius:4px}"
        + "button{font:inherit;padding:.7rem 1.4rem;border:0;border-radius:4px;background:#2f6b2f;color:#fff}"
        + ".t{position:absolute;left:-100rem}";

    /// <summary>Nothing is loaded and nothing runs; the form goes to the page's own origin.</summary>
    public static readonly string Policy =
        $"default-src 'none'; style-src 'sha256-{StyleHash()}'; form-action 'self'; "
        + "base-uri 'none'; frame-ancestors 'none'";

    /// <param name="title">Shown as it is written.</param>
    /// <param name="action">Where the form goes.</param>
    /// <param name="visit">Tells two submissions of one page apart from two visits.</param>
    public static string Form(string title, string action, string visit) =>
        Page(
            title,
            $"""
            <h1>{Text(title)}</h1>
            <form method="post" action="{Text(action)}" accept-charset="utf-8">
            <label>Name <input type="text" name="name" maxlength="100" autocomplete="name" required></label>
            <label>Mobile number <input type="tel" name="phone" maxlength="20" autocomplete="tel" required></label>
            <label>What do you need? <textarea name="message" rows="4" maxlength="1000"></textarea></label>
            <label><input type="checkbox" name="consent" value="on" required> You may call or message me about this enquiry.</label>
            <div class="t" aria-hidden="true"><label>Leave this empty <input type="text" name="{Trap}" tabindex="-1" autocomplete="off"></label></div>
            <input type="hidden" name="external_id" value="{Text(visit)}">
            <button type="submit">Send</button>
            </form>
            """
        );

    /// <summary>A page that says one thing.</summary>
    public static string Notice(string sentence) => Page("Enquiry", $"<p>{Text(sentence)}</p>");

    private static string Page(string title, string body) =>
        $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="robots" content="noindex">
            <title>{Text(title)}</title>
            <style>{Css}</style>
            </head>
            <body>
            {body}
            </body>
            </html>
            """;

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string StyleHash() =>
        Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Css)));
}
