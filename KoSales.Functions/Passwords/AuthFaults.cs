namespace KoSales.Functions.Passwords;

/// <summary>Why logging in was refused. One sentence covers every reason, so that an answer tells nothing
/// about an account.</summary>
internal static class AuthFaults
{
    public static readonly Fault InvalidCredentials = new(
        FaultKind.Unauthenticated,
        "auth.invalid_credentials",
        "E-mail and password do not go together, or the account is closed or locked for a while after too many attempts."
    );

    public static readonly Fault InvalidRefreshToken = new(
        FaultKind.Unauthenticated,
        "auth.invalid_refresh_token",
        "The refresh token is not valid any more; log in again."
    );

    public static readonly Fault Busy = new(
        FaultKind.Throttled,
        "auth.busy",
        "Too many people log in at this moment; try again in a few seconds."
    );

    public static readonly Fault WrongPassword = Fault.Invalid(
        "/current_password",
        "auth.wrong_password",
        "The current password is another one, or too many attempts were made."
    );

    public static readonly Fault SamePassword = Fault.Invalid(
        "/new_password",
        "password.unchanged",
        "The new password is the current one; take another."
    );

    public static readonly Fault TryAgain = Fault.Busy("auth.try_again", "The account");
}
