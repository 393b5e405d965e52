using TcpVet.Operations.Trace;

namespace TcpVet.Cli.Tests;

/// <summary>Quantiles of lengths in bounded room.</summary>
public sealed class LifetimeTallyTests
{
    [Fact]
    public void Nothing_has_no_quantile() => Assert.Null(new LifetimeTally().Quantile(0.5));

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.99)]
    [InlineData(1)]
    public void A_quantile_is_right_to_within_6_percent(double share)
    {
        ulong[] lengths = [.. Enumerable.Range(1, 5000).Select(i => (ulong)i * (ulong)i * 1237)];
        LifetimeTally tally = new();
        foreach (ulong length in lengths)
        {
            tally.Add(length);
        }

        double exact = lengths[(int)Math.Ceiling(share * lengths.Length) - 1];
        Assert.InRange(tally.Quantile(share)!.Value, exact * 0.94, exact * 1.06);
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(15UL)]
    [InlineData(ulong.MaxValue)]
    public void The_ends_of_the_range_have_a_place(ulong length)
    {
        LifetimeTally tally = new();
        tally.Add(length);

        Assert.InRange((double)tally.Quantile(0.5)!.Value, length * 0.94, Math.Max(length * 1.06, 1));
    }
}
