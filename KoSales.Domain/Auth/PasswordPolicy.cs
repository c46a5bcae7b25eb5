using System.Collections.Frozen;

namespace KoSales.Domain.Auth;

/// <summary>What a password must be. Length does the work; no rules about signs and digits.</summary>
public static class PasswordPolicy
{
    public const int Shortest = 10;

    /// <summary>Bounds the work that hashing an absurd body would cost.</summary>
    public const int Longest = 200;

    // The commonest of public breach lists that are long enough to pass the first rule, and what people
    // would try here.
    private static readonly FrozenSet<string> Common = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "1234567890",
        "0123456789",
        "12345678910",
        "123456789a",
        "0987654321",
        "1111111111",
        "0000000000",
        "9876543210",
        "123123123123",
        "1234512345",
        "1q2w3e4r5t",
        "1q2w3e4r5t6y",
        "1qaz2wsx3edc",
        "qwertyuiop",
        "qwerty1234",
        "qwerty12345",
        "qwerty123456",
        "asdfghjkl1",
        "zxcvbnm123",
        "q1w2e3r4t5",
        "password12",
        "password123",
        "password1234",
        "password12345",
        "password123456",
        "passw0rd12",
        "passw0rd123",
        "p@ssw0rd12",
        "p@ssw0rd123",
        "p@ssword123",
        "mypassword",
        "newpassword",
        "mypassword1",
        "administrator",
        "admin12345",
        "admin123456",
        "adminadmin",
        "administrator1",
        "superadmin",
        "superadmin1",
        "welcome123",
        "welcome1234",
        "welcome@123",
        "letmein123",
        "letmein1234",
        "iloveyou12",
        "iloveyou123",
        "changeme123",
        "changeme1234",
        "trustno1234",
        "abcd123456",
        "abcdefghij",
        "abcdefghijk",
        "abcdef123456",
        "abc1234567",
        "abc123456789",
        "aaaaaaaaaa",
        "india12345",
        "india@12345",
        "india@1234",
        "kosales123",
        "kosales1234",
        "kosales12345",
        "kosales@123",
        "katyayani1",
        "katyayani123",
        "katyayani@123",
        "secret1234",
        "secret12345",
        "sunshine123",
        "football123",
        "princess123",
        "superman123",
        "cricket123",
        "cricket1234",
        "computer123",
        "internet123",
        "samsung123",
        "qwertyuiop1",
        "1234qwerasdf"
    );

    /// <summary>Null when it will do.</summary>
    /// <param name="pointer">Where the password stands in the request body.</param>
    public static Fault? Check(string password, string email, string pointer = "/password")
    {
        if (password.Length < Shortest)
            return Fault.Invalid(
                pointer,
                "password.too_short",
                $"A password has at least {Shortest} characters."
            );
        if (password.Length > Longest)
            return Fault.Invalid(
                pointer,
                "password.too_long",
                $"A password has at most {Longest} characters."
            );
        if (IsAddress(password, email))
            return Fault.Invalid(
                pointer,
                "password.is_email",
                "The password is the e-mail address; take another."
            );
        return Common.Contains(password) || password.AsSpan().IndexOfAnyExcept(password[0]) < 0
            ? Fault.Invalid(
                pointer,
                "password.too_common",
                "This is one of the commonest passwords; take another."
            )
            : null;
    }

    private static bool IsAddress(string password, string email)
    {
        var trimmed = password.Trim();
        return trimmed.Equals(email, StringComparison.OrdinalIgnoreCase)
            || trimmed.Equals(email.Split('@')[0], StringComparison.OrdinalIgnoreCase);
    }
}
