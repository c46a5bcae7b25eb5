namespace KoSales.Functions.Api.Examples;

/// <summary>The examples of a batch of one kind of record: body and answer.</summary>
internal static class BatchExamples
{
    /// <param name="ids">Of the records that the operations end with, in their order.</param>
    public static ContractExample[] Of(
        string function,
        IReadOnlyList<BatchOperation> operations,
        IReadOnlyList<string> ids
    ) =>
        [
            ContractExample.Of(new BatchBody { Operations = operations }, function),
            ContractExample.Of(
                new BatchAnswer([
                    .. operations.Select(
                        (operation, index) =>
                            new BatchResult(index, StatusOf(operation), ids[index], null)
                    ),
                ]),
                function
            ),
        ];

    private static int StatusOf(BatchOperation operation) =>
        operation.Op switch
        {
            "create" => 201,
            "delete" => 204,
            _ => 200,
        };
}
