using TcpVet.Model;
using TcpVet.Rules.Catalog;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Tests;

/// <summary>Thresholds can be changed, and a misspelt one is refused.</summary>
public sealed class SettingsTests
{
    [Fact]
    public void A_threshold_changes_the_verdict()
    {
        Capture capture = Captures.Read("TV104/quiet/few");

        RuleAnswer answer = Captures.Ask("TV104", capture, RuleSettings.Default.With("tv104.min_count", "500", ""));

        Assert.True(answer.IsFiring);
    }

    [Fact]
    public void An_unknown_key_names_the_near_ones()
    {
        RuleSettingException exception = Assert.Throws<RuleSettingException>(() => RuleSettings.Default.With("TV101.min_cuont", "5", ""));

        Assert.Contains("TV101.min_count", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("many")]
    [InlineData("NaN")]
    [InlineData("1e999")]
    [InlineData("")]
    public void A_value_that_is_no_number_from_0_is_refused(string value)
    {
        RuleSettingException exception = Assert.Throws<RuleSettingException>(() => RuleSettings.Default.With("TV101.min_count", value, ""));

        Assert.Contains("TV101.min_count must be a number from 0 (sockets)", exception.Message, StringComparison.Ordinal);
    }
}
