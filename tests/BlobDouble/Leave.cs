using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace KoSales.BlobDouble;

/// <summary>Whether a request may be made: by the account's key, whose signature is not looked at, or by a
/// shared access signature, which is.</summary>
/// <remarks>The text that is signed:
/// https://learn.microsoft.com/rest/api/storageservices/create-service-sas, version 2020-12-06 and
/// newer.</remarks>
internal static class Leave
{
    /// <exception cref="BlobRefusal">It may not.</exception>
    public static void Check(BlobCall call, string key, Func<bool> isThere)
    {
        if (call.Query("sig") is not { Length: > 0 } signature)
        {
            var said = call.Header("Authorization") ?? "";
            if (
                !said.StartsWith(
                    $"SharedKey {BlobDoubleServer.AccountName}:",
                    StringComparison.Ordinal
                )
            )
                throw new BlobRefusal(401, "NoAuthenticationInformation");
            return;
        }

        if (signature != SignatureOf(call, key) || IsOver(call))
            throw new BlobRefusal(403, "AuthenticationFailed");
        var may = call.Query("sp");
        if (!call.Operation.ToString().StartsWith("Put", StringComparison.Ordinal))
            throw new BlobRefusal(403, "AuthorizationPermissionMismatch");
        if (!may.Contains('w', StringComparison.Ordinal) && isThere())
            throw new BlobRefusal(403, "UnauthorizedBlobOverwrite");
    }

    private static bool IsOver(BlobCall call) =>
        DateTimeOffset.Parse(call.Query("se"), CultureInfo.InvariantCulture)
        <= TimeProvider.System.GetUtcNow();

    private static string SignatureOf(BlobCall call, string key)
    {
        string[] signed =
        [
            call.Query("sp"),
            call.Query("st"),
            call.Query("se"),
            $"/blob/{BlobDoubleServer.AccountName}/{call.Container}/{call.Blob}",
            call.Query("si"),
            call.Query("sip"),
            call.Query("spr"),
            call.Query("sv"),
            call.Query("sr"),
            call.Query("snapshot"),
            call.Query("ses"),
            call.Query("rscc"),
            call.Query("rscd"),
            call.Query("rsce"),
            call.Query("rscl"),
            call.Query("rsct"),
        ];
        var text = Encoding.UTF8.GetBytes(string.Join('\n', signed));
        return Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(key), text));
    }
}
