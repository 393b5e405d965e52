namespace TcpVet.Knowledge.Tests;

/// <summary>What is known of the reasons for which the kernel throws packets away.</summary>
public sealed class DropReasonTests
{
    [Fact]
    public void Each_reason_says_why_and_where()
    {
        Assert.True(DropReasons.All.Count >= 126, $"{DropReasons.All.Count}");
        Assert.All(DropReasons.All, reason =>
        {
            Assert.Matches("^[a-z0-9_]+$", reason.Name);
            Assert.Matches(@"\.[ch]\b", reason.Source);
            Assert.DoesNotContain("  ", reason.Why.ToString(), StringComparison.Ordinal);
            Assert.False(reason.Why.ToString().EndsWith('.'));
        });
    }

    /// <summary>Who hides a loss would do harm: what is not known counts as one.</summary>
    [Theory]
    [InlineData("a_reason_of_linux_9", DropKind.Loss)]
    [InlineData("reason_200", DropKind.Loss)]
    [InlineData("openvswitch_3", DropKind.Refused)]
    [InlineData("mac80211_unusable_17", DropKind.Ordinary)]
    [InlineData("ip_rpfilter", DropKind.Loss)]
    [InlineData("tcp_old_data", DropKind.Ordinary)]
    [InlineData("queue_purge", DropKind.Ordinary)]
    [InlineData("netfilter_drop", DropKind.Refused)]
    public void A_reason_means(string name, DropKind kind) =>
        Assert.Equal((name, kind), (DropReasons.Of(name).Name, DropReasons.Of(name).Kind));
}
