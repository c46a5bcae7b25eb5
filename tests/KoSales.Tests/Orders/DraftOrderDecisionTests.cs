using KoSales.Domain.Orders;
using KoSales.Domain.Places;
using KoSales.Domain.Quotations;
using KoSales.Domain.Quotations.Licensing;
using KoSales.Tests.Quotations;

namespace KoSales.Tests.Orders;

public sealed class DraftOrderDecisionTests
{
    private static readonly Command Command = new(
        QuotationSamples.Agent,
        QuotationSamples.Now,
        "test"
    );

    private static readonly LicenceCheck Licensed = new([]);

    private static readonly DraftOrder Draft = DraftOrderDecisions
        .Make(
            DraftOrderId.Of("DFT-1"),
            new OrderBasis(
                new EntityRef(EntityKind.Deal, "D-1"),
                QuotationSamples.Accepted,
                new LicenceCheck([]),
                "C-1",
                null
            ),
            Command
        )
        .Order;

    private static readonly DraftOrder Submitting = Draft.Submit(Licensed, Command).Value.Order;

    private static OrderCorrection Correction(
        IReadOnlyDictionary<int, string>? skus = null,
        BusinessAddress? address = null
    ) => new(address, "C-1", null, skus ?? new Dictionary<int, string>());

    [Fact]
    public void An_order_has_the_lines_and_totals_of_its_quotation()
    {
        Assert.Equal(QuotationSamples.Accepted.Totals, Draft.Totals);
        Assert.Equal(QuotationSamples.Accepted.Number, Draft.Quotation.Number);
        Assert.Equal(DraftOrderStatus.Draft, Draft.Status);
    }

    [Fact]
    public void An_order_that_the_inventory_system_may_have_is_not_hidden_with_its_deal()
    {
        var submitted = Submitting.Arrive(1, "INV-1", Command).Order;
        var unanswered = Submitting.GiveUp(1, "timeout", Command).Order;
        DraftOrder[] over =
        [
            Draft,
            Draft.Cancel(Command).Value.Order,
            submitted.Confirm("INV-1", Command).Order,
            submitted.Reject("stock", Command).Order,
        ];

        Assert.All(
            [Submitting, submitted, unanswered],
            o => Assert.Equal("deal.order_under_way", o.ObjectionToHiding()?.Code)
        );
        Assert.All(over, o => Assert.Null(o.ObjectionToHiding()));
    }

    [Fact]
    public void An_order_of_an_earlier_release_has_an_address_without_lines()
    {
        var stored = DraftOrderStore.Collection.Write(
            Draft with
            {
                ShippingAddress = new BusinessAddress { District = "Sehore", Pincode = "466001" },
            }
        );
        Assert.DoesNotContain("line1", System.Text.Encoding.UTF8.GetString(stored));

        var read = DraftOrderStore.Collection.Read(new RawDocument("DFT-1", 1, stored));

        Assert.Equal(
            new BusinessAddress { District = "Sehore", Pincode = "466001" },
            read.ShippingAddress
        );
    }

    [Fact]
    public void Without_its_licences_an_order_stays_and_every_one_is_named()
    {
        var lacking = new LicenceCheck([
            new LicensedLine(1, "CHL-500", LicenceType.Pesticide, null),
            new LicensedLine(2, "UREA", LicenceType.Fertilizer, "DOC-1"),
            new LicensedLine(3, "PADDY", LicenceType.Seed, null),
            new LicensedLine(4, "CHL-250", LicenceType.Pesticide, null),
        ]);

        var refused = Draft.Submit(lacking, Command);

        Assert.Equal(2, refused.Faults.Count);
        Assert.All(refused.Faults, f => Assert.Equal("draft_order.licence_missing", f.Code));
        Assert.Contains("pesticide_licence", refused.Faults[0].Detail, StringComparison.Ordinal);
        Assert.Contains("seed_licence", refused.Faults[1].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void An_order_shows_the_licences_of_its_last_submission()
    {
        var warned = Draft with { LicenceCheck = new OrderLicences(false, [LicenceType.Seed]) };

        var submitted = warned.Submit(Licensed, Command).Value.Order;

        Assert.True(submitted.LicenceCheck.Ok);
        Assert.Empty(submitted.LicenceCheck.Missing);
    }

    [Fact]
    public void Answers_come_in_any_order_and_twice_and_end_the_same()
    {
        var arrived = Submitting.Arrive(1, "INV-1", Command).Order;
        var confirmed = arrived.Confirm("INV-1", Command).Order;

        var late = confirmed.Arrive(1, "INV-1", Command);
        var again = confirmed.Confirm("INV-1", Command);
        var early = Submitting.Confirm("INV-1", Command).Order;

        Assert.Equal(DraftOrderStatus.Submitted, arrived.Status);
        Assert.Equal(DraftOrderStatus.Confirmed, confirmed.Status);
        Assert.True(late.IsNothing && again.IsNothing);
        Assert.Equal(DraftOrderStatus.Confirmed, early.Status);
    }

    [Fact]
    public void The_key_changes_after_a_rejection_and_after_nothing_else()
    {
        var unanswered = Submitting.GiveUp(1, "inventory.timeout", Command).Order;
        var again = unanswered.Submit(Licensed, Command).Value.Order;
        var rejected = again.Reject("unknown sku", Command).Order;

        Assert.Equal("DFT-1.1", Submitting.IdempotencyKey);
        Assert.Equal("DFT-1.1", again.IdempotencyKey);
        Assert.Equal("DFT-1.2", rejected.IdempotencyKey);
    }

    [Fact]
    public void A_rejected_order_is_corrected_and_submitted_again()
    {
        var rejected = Submitting.Reject("unknown sku", Command).Order;

        var corrected = rejected
            .Correct(Correction(new Dictionary<int, string> { [1] = "HUM-1000" }), Command)
            .Value.Order;
        var submitted = corrected.Submit(Licensed, Command).Value.Order;

        Assert.Equal("HUM-1000", corrected.Items[0].Sku);
        Assert.Equal(Draft.Totals, corrected.Totals);
        Assert.Equal(
            [SubmissionStatus.Rejected, SubmissionStatus.Pending],
            submitted.Submissions.Select(s => s.Status)
        );
    }

    [Fact]
    public void What_may_have_arrived_is_neither_changed_nor_cancelled()
    {
        var unanswered = Submitting.GiveUp(1, "inventory.timeout", Command).Order;

        var changed = unanswered.Correct(Correction(address: new BusinessAddress()), Command);
        var cancelled = unanswered.Cancel(Command);
        var heard = unanswered.Confirm("INV-1", Command).Order;

        Assert.Equal("draft_order.may_have_arrived", changed.Faults[0].Code);
        Assert.Equal("draft_order.may_have_arrived", cancelled.Faults[0].Code);
        Assert.Equal(DraftOrderStatus.Confirmed, heard.Status);
    }

    [Fact]
    public void An_order_that_is_out_is_neither_changed_nor_cancelled_nor_submitted()
    {
        Assert.Equal(
            "draft_order.status_forbids",
            Submitting.Correct(Correction(), Command).Faults[0].Code
        );
        Assert.Equal("draft_order.status_forbids", Submitting.Cancel(Command).Faults[0].Code);
        Assert.Equal(
            "draft_order.status_forbids",
            Submitting.Submit(Licensed, Command).Faults[0].Code
        );
    }

    [Fact]
    public void A_line_that_is_not_there_cannot_be_corrected()
    {
        var refused = Draft.Correct(Correction(new Dictionary<int, string> { [9] = "X" }), Command);

        Assert.Equal("draft_order.unknown_line", refused.Faults[0].Code);
    }

    [Fact]
    public void Five_failures_in_a_row_open_the_circuit_for_half_a_minute()
    {
        var now = QuotationSamples.Now;
        var circuit = InventoryCircuit.Closed;
        for (var i = 0; i < InventoryCircuit.MostFailures; i++)
            circuit = circuit.AfterFailure(now);

        Assert.False(circuit.Allows(now));
        Assert.True(circuit.Allows(now + InventoryCircuit.Pause));
    }

    [Fact]
    public void Pauses_grow_to_a_quarter_of_an_hour()
    {
        Assert.Equal(
            [1, 2, 4, 900, 900],
            new[] { 1, 2, 3, 12, 45 }.Select(SubmissionPauses.AfterAttempt)
        );
    }
}
