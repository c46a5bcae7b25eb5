namespace KoSales.Functions.Hosting;

/// <summary>A part without which requests cannot be served.</summary>
public interface IReadinessCheck
{
    /// <summary>Shown to whoever asks: <c>store</c>.</summary>
    string Part { get; }

    /// <summary>Throws when the part does not work.</summary>
    ValueTask CheckAsync(CancellationToken cancellationToken);
}
