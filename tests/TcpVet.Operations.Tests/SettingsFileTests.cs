using CsCheck;
using TcpVet.Operations.Settings;
using TcpVet.Rules.Ignoring;

namespace TcpVet.Operations.Tests;

/// <summary>config.toml and ignore.toml: what they may say, and the one line about what they may not.</summary>
public sealed class SettingsFileTests
{
    private static CheckupSettings Read(string text, CheckupSettings? weaker = null) =>
        SettingsFile.Over(weaker ?? CheckupSettings.None, text, "config.toml");

    private static string Refusal(string text)
    {
        RequestException refusal = Assert.Throws<RequestException>(() => Read(text));
        Assert.DoesNotContain('\n', refusal.Message);
        return refusal.Message;
    }

    [Fact]
    public void The_whole_form_is_read()
    {
        CheckupSettings settings = Read("""
            # ours
            [thresholds]
            TV101.min_count = 50
            tv101.min_age_ms = "60s"
            TV301.warn_share = 0.5

            [checkup]
            interval = "10s"
            samples = 7
            only = ["TV1", "accept-queue-full"]
            ignore = "TV104, TV105"
            fail_on = "warning"
            """);

        Assert.Equal(
            [("TV101.min_age_ms", 60_000, "config.toml:4"), ("TV101.min_count", 50, "config.toml:3"), ("TV301.warn_share", 0.5, "config.toml:5")],
            settings.Rules.InForce.Select(entry => (entry.Threshold.Key, entry.Value, entry.Origin)));
        Assert.Equal((TimeSpan.FromSeconds(10), 7, FailLevel.Warning), (settings.Interval, settings.Samples, settings.FailOn));
        Assert.Contains("TV201", settings.Only!);
        Assert.Contains("TV113", settings.Only!);
        Assert.Equal(["TV104", "TV105"], settings.Ignore!.Codes);
        Assert.Equal(["config.toml"], settings.Files);
    }

    [Theory]
    [InlineData("[thresholds.TV101]\nmin_count = 50")]
    [InlineData("thresholds.TV101.min_count = 50")]
    [InlineData("thresholds = { TV101 = { min_count = 50 } }")]
    [InlineData("[thresholds]\n\"TV101\".min_count = 0x32")]
    [InlineData("\ufeff[thresholds]\r\nTV101.min_count = 5_0 # many\r\n")]
    public void Every_way_of_writing_the_same_document_says_the_same(string text) =>
        Assert.Equal(50, Assert.Single(Read(text).Rules.InForce).Value);

    [Fact]
    public void The_stronger_file_wins_key_by_key()
    {
        CheckupSettings settings = Read("thresholds.TV101.min_count = 9\ncheckup.samples = 3", Read("checkup.interval = 5\nthresholds.TV101.min_count = 50\nthresholds.TV102.min_count = 7"));

        Assert.Equal([9.0, 7], settings.Rules.InForce.Select(entry => entry.Value));
        Assert.Equal((TimeSpan.FromSeconds(5), 3), (settings.Interval, settings.Samples));
    }

    [Theory]
    [InlineData("[thresholds]\nTV101.min_cuont = 5", "config.toml:2:1: 'TV101.min_cuont' is not a threshold; near ones: TV101.min_count")]
    [InlineData("[thresholds]\nTV101.min_count = \"5s\"", "config.toml:2:1: TV101.min_count must be a number from 0 (sockets), not '5s'")]
    [InlineData("[thresholds]\n  TV101.min_count = -5", "config.toml:2:3: TV101.min_count must be a number from 0 (sockets), not '-5'")]
    [InlineData("[thresholds]\nTV101.min_count = inf", "TV101.min_count must be a number from 0")]
    [InlineData("[thresholds]\nTV101.min_count = true", "config.toml:2:19: thresholds.TV101.min_count: expected a number from 0, or a duration such as \"60s\", found the truth value true")]
    [InlineData("[thresholds]\nTV101.min_count = [1]", "found the array [1]")]
    [InlineData("[tresholds]\nTV101.min_count = 5", "config.toml:1:1: unknown table [tresholds], did you mean thresholds?")]
    [InlineData("[[thresholds]]\nTV101.min_count = 5", "[[thresholds]]: write [thresholds]")]
    [InlineData("TV101.min_count = 5", "config.toml:1:1: unknown key 'TV101.min_count': thresholds stand under [thresholds]")]
    [InlineData("thresholds = 5", "unknown key 'thresholds'")]
    [InlineData("[checkup]\nintervall = 5", "config.toml:2:1: unknown key 'checkup.intervall', did you mean interval?")]
    [InlineData("[checkup]\ninterval.x = 5", "unknown key 'checkup.interval.x'")]
    [InlineData("[checkup]\ninterval = \"soon\"", "config.toml:2:12: checkup.interval: expected a duration")]
    [InlineData("[checkup]\nsamples = 0", "expected a whole number from 1 to 60, found the number 0")]
    [InlineData("[checkup]\nsamples = 1000000", "expected a whole number from 1 to 60")]
    [InlineData("[checkup]\nsamples = 2.5", "expected a whole number from 1 to 60")]
    [InlineData("[checkup]\nonly = [\"TV999\"]", "config.toml:2:1: 'TV999' is not a rule")]
    [InlineData("[checkup]\nonly = 5", "expected rules such as")]
    [InlineData("[checkup]\nonly = [5]", "expected rules such as")]
    [InlineData("[checkup]\nfail_on = \"loud\"", "expected never, info, warning or critical, found the text \"loud\"")]
    [InlineData("[checkup]\nsamples = 3\nsamples = 4", "config.toml:3:1: no valid TOML")]
    [InlineData("[checkup\nsamples = 3", "config.toml:1:9: no valid TOML")]
    [InlineData("a = ", "config.toml:1:5: no valid TOML")]
    [InlineData("a = \"\u001b[31m", "config.toml:1:")]
    public void A_mistake_is_one_line_with_its_place(string text, string says) =>
        Assert.Contains(says, Refusal(text), StringComparison.Ordinal);

    [Fact]
    public void Deep_nesting_is_refused_and_nothing_breaks()
    {
        Assert.Contains("no settings file", Refusal("a = " + new string('[', 100_000)), StringComparison.Ordinal);
        Assert.Contains("config.toml", Refusal("a." + string.Join('.', Enumerable.Repeat("b", 10_000)) + " = 1"), StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_the_text_it_is_read_or_refused_with_one_line()
    {
        string[] words =
        [
            "[thresholds]", "[[ignore]]", "[checkup]", "TV101.min_count", "samples", "code", "reason", "expires", " = ", "=", "\n", "\r\n", "50", "\"TV101\"", "\"x\"", "'", "\"\"\"", "[", "]", "{", "}", ",", ".", "#",
            "2027-01-31", "1e999", "-1", "0x", "true", "\u0000", "\ufeff", "é", "\ud800", "\\u0000", "inf",
        ];
        Gen<string> pieces = Gen.Int[0, words.Length - 1].Select(i => words[i]);
        pieces.Array[0, 14].ForAll(parts =>
        {
            string text = string.Concat(parts);
            foreach (Action read in (Action[])[() => Read(text), () => IgnoreFile.Parse(text, "ignore.toml")])
            {
                try
                {
                    read();
                }
                catch (RequestException refusal)
                {
                    Assert.Contains(".toml:", refusal.Message, StringComparison.Ordinal);
                }
            }
        });
    }

    [Fact]
    public void Ignored_findings_have_a_code_a_subject_a_reason_and_an_end()
    {
        IReadOnlyList<IgnoreEntry> entries = IgnoreFile.Parse("""
            [[ignore]]
            code = "time-wait-on-server"
            local = ":443"
            reason = "behind a balancer"
            expires = 2027-01-31

            [[ignore]]
            code = ["TV101", "TV102"]
            process = "legacy*"
            unit = "old.service"
            reason = "goes in spring"
            expires = "2027-04-01"
            """, "ignore.toml");

        Assert.Equal(["TV104"], entries[0].Codes);
        Assert.Equal((":443", "behind a balancer", new DateOnly(2027, 1, 31), "ignore.toml:1"),
            (entries[0].Local?.Pattern, entries[0].Reason, entries[0].Expires, entries[0].Origin));
        Assert.Equal(["TV101", "TV102"], entries[1].Codes);
        Assert.Equal(("legacy*", "old.service", new DateOnly(2027, 4, 1), "ignore.toml:7"),
            (entries[1].Process?.Pattern, entries[1].Unit?.Pattern, entries[1].Expires, entries[1].Origin));
    }

    [Theory]
    [InlineData("[[ignore]]\ncode = \"TV101\"", "ignore.toml:1:1: an entry without 'reason'")]
    [InlineData("[[ignore]]\nreason = \"x\"", "ignore.toml:1:1: an entry without 'code'")]
    [InlineData("[[ignore]]\ncode = \"TV1O1\"\nreason = \"x\"", "ignore.toml:2:1: 'TV1O1' is not a rule, did you mean TV101")]
    [InlineData("[[ignore]]\ncode = \"TV101\"\nreason = \" \"", "ignore.toml:3:1: the reason is empty")]
    [InlineData("[[ignore]]\ncode = \"TV101\"\nreason = 5", "ignore.toml:3:10: ignore.reason: expected a text in quotes, found the number 5")]
    [InlineData("[[ignore]]\ncode = \"TV101\"\nreason = \"x\"\nexpire = 2027-01-01", "ignore.toml:4:1: unknown key 'expire', did you mean expires?")]
    [InlineData("[[ignore]]\ncode = \"TV101\"\nreason = \"x\"\nexpires = \"soon\"", "ignore.toml:4:11: ignore.expires: expected a date such as 2027-01-31, found the text \"soon\"")]
    [InlineData("[[ignore]]\ncode = \"TV101\"\nreason = \"x\"\nexpires = 2027-02-31", "ignore.toml:4:11: no valid TOML")]
    [InlineData("[[ignore]]\ncode = \"TV101\"\nreason = \"x\"\nexpires = 2027-01-31T00:00:00Z", "expected a date")]
    [InlineData("[[ignore]]\ncode = \"TV101\"\nreason = \"x\"\nprocess = \"\"", "ignore.toml:4:11: ignore.process: expected a pattern")]
    [InlineData("[ignore]\ncode = \"TV101\"", "ignore.toml:1:1: unknown table 'ignore': each entry begins with [[ignore]]")]
    [InlineData("[[ignored]]\ncode = \"TV101\"", "unknown table 'ignored'")]
    [InlineData("code = \"TV101\"", "ignore.toml:1:1: 'code' stands before [[ignore]]")]
    public void A_mistake_in_an_ignore_file_is_one_line_with_its_place(string text, string says)
    {
        RequestException refusal = Assert.Throws<RequestException>(() => IgnoreFile.Parse(text, "ignore.toml"));
        Assert.Contains(says, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }
}
