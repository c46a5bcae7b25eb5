namespace KoSales.Functions.Api.Listing;

/// <summary>A member of a resource's view that is not stored with the resource: filled in where a single one
/// is read by those who may have it, unless <c>fields=</c> leaves it out. In lists it is absent. A change of
/// it is a new version of the resource, whose ETag it has. Registered as a singleton.</summary>
public interface IFilledMember
{
    /// <summary>The name of the resource's list: <c>customers</c>.</summary>
    string Resource { get; }

    /// <summary>As on the wire.</summary>
    string Name { get; }

    bool IsFor(Actor actor);

    /// <summary>The value as JSON; null where there is none.</summary>
    ValueTask<byte[]?> ValueAsync(RawDocument stored, CancellationToken cancellationToken);
}
