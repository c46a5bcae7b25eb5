namespace KoSales.Functions.Hosting;

/// <summary>A setting cannot be used; the app does not start with it.</summary>
/// <param name="message">Which setting, what is wrong with it and what to write, as a sentence. It must not
/// show a secret.</param>
/// <param name="cause">What it was noticed by; null for none.</param>
public sealed class SettingException(string message, Exception? cause = null)
    : Exception(message, cause);
