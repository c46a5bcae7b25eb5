using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace KoSales.Functions.Hosting;

/// <summary>Stops the start with a sentence that says which setting is wrong and why.</summary>
public static class OptionsChecks
{
    /// <param name="fault">The sentence, or null for good options.</param>
    public static OptionsBuilder<T> Refuse<T>(
        this OptionsBuilder<T> builder,
        Func<T, string?> fault
    )
        where T : class
    {
        builder.Services.AddSingleton<IValidateOptions<T>>(new Check<T>(fault));
        return builder.ValidateOnStart();
    }

    private sealed class Check<T>(Func<T, string?> fault) : IValidateOptions<T>
        where T : class
    {
        public ValidateOptionsResult Validate(string? name, T options) =>
            fault(options) is { } sentence
                ? ValidateOptionsResult.Fail(sentence)
                : ValidateOptionsResult.Success;
    }
}
