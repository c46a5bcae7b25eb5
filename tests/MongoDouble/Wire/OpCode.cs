namespace KoSales.MongoDouble.Wire;

/// <summary>Kinds of messages on the wire.</summary>
internal static class OpCode
{
    /// <summary>The answer to <see cref="Query"/>.</summary>
    public const int Reply = 1;

    /// <summary>Used by drivers for their very first hello only.</summary>
    public const int Query = 2004;

    public const int Message = 2013;
}
