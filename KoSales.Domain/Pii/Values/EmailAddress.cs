using System.Buffers;
using System.Globalization;

namespace KoSales.Domain.Pii.Values;

/// <summary>An e-mail address in lower case: a dot-atom of at most 64 characters, @, a domain name with a
/// dot, in ASCII (IDN as <c>xn--</c>); 254 in all.</summary>
/// <remarks>Quoted names, comments, address literals and non-ASCII names are refused: too few servers
/// deliver to them.</remarks>
public readonly record struct EmailAddress : IPersonalValue<EmailAddress>
{
    private static readonly SearchValues<char> LocalCharacters = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyz0123456789.!#$%&'*+/=?^_`{|}~-"
    );
    private static readonly SearchValues<char> LabelCharacters = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyz0123456789-"
    );
    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true };

    private EmailAddress(string address) => Address = address;

    public string Address { get; }

    public static bool TryParse(string? text, out EmailAddress value) =>
        TryParse(text, out value, out _);

    public static bool TryParse(string? text, out EmailAddress value, out string reason)
    {
        value = default;
        var address = (text ?? "").Trim();
        if (address.Length > 254)
        {
            reason = "email.too_long";
            return false;
        }

        address = address.ToLowerInvariant();
        var at = address.LastIndexOf('@');
        var domain = at < 0 ? null : AsciiDomain(address[(at + 1)..]);
        reason = domain is null ? "email.domain" : FaultOf(address.AsSpan(0, at), domain);
        if (reason.Length == 0)
            value = new EmailAddress(WithDomain(address, at, domain!));
        return reason.Length == 0;
    }

    private static string WithDomain(string address, int at, string domain) =>
        domain.Length == address.Length - at - 1
            ? address
            : string.Concat(address.AsSpan(0, at + 1), domain);

    /// <summary><c>r****@gmail.com</c>: always four stars; names of one or two characters are not shown at
    /// all.</summary>
    public string Mask()
    {
        var at = Address.LastIndexOf('@');
        return string.Concat(at > 2 ? Address.AsSpan(0, 1) : [], "****", Address.AsSpan(at));
    }

    public override string ToString() => Address is null ? "" : Mask();

    private static string FaultOf(ReadOnlySpan<char> local, string domain)
    {
        if (local.Length > 64 || local.Length + 1 + domain.Length > 254)
            return "email.too_long";
        if (!IsDotAtom(local))
            return "email.local_part";
        return IsDomain(domain) ? "" : "email.domain";
    }

    private static bool IsDotAtom(ReadOnlySpan<char> local) =>
        local is not ([] or ['.', ..] or [.., '.'])
        && !local.ContainsAnyExcept(LocalCharacters)
        && local.IndexOf("..") < 0;

    private static bool IsDomain(ReadOnlySpan<char> domain)
    {
        var labels = 0;
        ReadOnlySpan<char> last = [];
        foreach (var range in domain.Split('.'))
        {
            last = domain[range];
            labels++;
            if (
                last.Length is 0 or > 63
                || last[0] == '-'
                || last[^1] == '-'
                || last.ContainsAnyExcept(LabelCharacters)
            )
                return false;
        }

        return labels > 1 && last.Length > 1 && last.ContainsAnyExceptInRange('0', '9');
    }

    private static string? AsciiDomain(string domain)
    {
        if (System.Text.Ascii.IsValid(domain))
            return domain;
        try
        {
            return Idn.GetAscii(Texts.Tidy(domain)).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
