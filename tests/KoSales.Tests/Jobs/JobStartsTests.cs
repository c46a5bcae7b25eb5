using KoSales.Domain.Access;
using KoSales.Domain.Jobs;
using KoSales.Domain.Kernel;
using KoSales.Domain.Storage;
using KoSales.Functions.Jobs;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;
using NodaTime;

namespace KoSales.Tests.Jobs;

public sealed class JobStartsTests
{
    private static readonly Command Asha = new(new Actor("A0-0002", [Role.Agent], "TM-1"), Instant.FromUtc(2026, 11, 22, 12, 0), "trace");
    private static readonly Job Paused = Job.Accept(JobId.Of("J-1"), JobKind.LeadImport, Asha);

    private readonly Mock<DurableTaskClient> _client = new("test");
    private readonly JobStarts _starts = new(Mock.Of<IDocumentStore>(), [], TimeProvider.System, NullLogger<JobStarts>.Instance);

    [Fact]
    public async Task A_hub_that_refuses_the_word_of_a_change_does_not_undo_the_change()
    {
        TellFails(new InvalidOperationException("the instance is Completed"));

        await _starts.WakeAsync(_client.Object, Paused, CancellationToken.None);

        _client.Verify(c => c.RaiseEventAsync(Paused.InstanceId!, JobEvents.Wake, It.IsAny<CancellationToken>()), Times.Once);
    }

    [Fact]
    public async Task A_caller_who_leaves_is_not_kept_waiting_for_it()
    {
        TellFails(new OperationCanceledException());

        await Assert.ThrowsAsync<OperationCanceledException>(() => _starts.WakeAsync(_client.Object, Paused, new CancellationToken(canceled: true)));
    }

    private void TellFails(Exception with) =>
        _client.Setup(c => c.RaiseEventAsync(It.IsAny<string>(), It.IsAny<string>(), It.IsAny<CancellationToken>())).ThrowsAsync(with);
}
