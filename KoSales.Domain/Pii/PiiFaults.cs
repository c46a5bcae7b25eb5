using KoSales.Domain.Kernel;

namespace KoSales.Domain.Pii;

public static class PiiFaults
{
    public static Fault NotFound(string id) => Fault.NotFound("pii", id);

    public static Fault Erased(PiiId id) =>
        new(FaultKind.Gone, "pii.erased", $"The personal data of {id} were erased for good; only the tombstone is left.");
}
