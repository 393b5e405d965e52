using CsCheck;
using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Ignoring;
using TcpVet.Rules.Judging;

namespace TcpVet.Rules.Tests;

/// <summary>Findings that somebody does not want to hear of are told apart, never dropped.</summary>
public sealed class IgnoringTests
{
    private static readonly DateOnly Today = new(2026, 11, 22);

    private static IgnoreEntry Entry(params string[] codes) => new() { Codes = codes, Reason = "known", Origin = "ignore.toml:1" };

    private static Diagnosis Queue => CaptureJudge.Diagnose(Captures.Read("Engine/whole/full-queue-explains"));

    [Fact]
    public void An_ignored_cause_does_not_bring_its_symptoms_back()
    {
        Diagnosis diagnosis = Queue.Without(new IgnoreList([Entry("TV201")]), Today);

        Assert.Equal(["TV209"], diagnosis.Findings.Select(finding => finding.Code));
        IgnoredFinding ignored = Assert.Single(diagnosis.Ignored);
        Assert.Equal(["TV102", "TV202", "TV209"], ignored.Finding.Explains);
        Assert.Equal("known", ignored.Entry.Reason);
    }

    [Fact]
    public void A_rule_that_is_asked_alone_is_no_symptom_of_one_that_is_not()
    {
        Diagnosis diagnosis = CaptureJudge.Diagnose(Captures.Read("Engine/whole/full-queue-explains"), only: ["TV202"]);

        Assert.Equal(["TV202"], diagnosis.Findings.Select(finding => finding.Code));
    }

    [Fact]
    public void A_rule_that_is_ignored_whole_is_not_said_to_be_unable_to_tell()
    {
        Diagnosis blind = CaptureJudge.Diagnose(Captures.Read("Engine/whole/no-privilege"));

        Assert.DoesNotContain("TV201", blind.Without(new IgnoreList([Entry("TV201")]), Today).CannotTell.Select(entry => entry.Code));
        Assert.Contains("TV201",
            blind.Without(new IgnoreList([Entry("TV201") with { Process = new Glob("java") }]), Today).CannotTell.Select(entry => entry.Code));
    }

    [Fact]
    public void An_entry_counts_on_its_last_day_and_not_after()
    {
        IgnoreList list = new([Entry("TV201") with { Expires = Today }]);

        Assert.Single(Queue.Without(list, Today).Ignored);
        Assert.Empty(list.ExpiredOn(Today));
        Assert.Empty(Queue.Without(list, Today.AddDays(1)).Ignored);
        Assert.Single(list.ExpiredOn(Today.AddDays(1)));
    }

    [Theory]
    [InlineData("java", "10.0.0.1:8080", null, true)]
    [InlineData("ja*", "10.0.0.*", null, true)]
    [InlineData("JAVA", ":8080", null, true)]
    [InlineData("jav", null, null, false)]
    [InlineData(null, "10.0.0.1", null, true)]
    [InlineData(null, "10.0.0.1:80", null, false)]
    [InlineData(null, null, "own", true)]
    [InlineData(null, null, "blue", false)]
    public void Patterns_fit_the_subject(string? process, string? local, string? netns, bool fits)
    {
        FindingSubject subject =
            new()
            {
                Process = new ProcessRef(1, "java"), Local =
                new InetEndpoint(InetAddress.TryParse("10.0.0.1", out InetAddress address) ? address : default, 8080)
            };
        Finding finding = Queue.Findings[0] with { Subject = subject };
        Glob? Of(string? pattern) => pattern is null ? null : new Glob(pattern);

        Assert.Equal(fits, (Entry("TV201") with { Process = Of(process), Local = Of(local), Netns = Of(netns) }).Fits(finding));
        // What a finding does not name, no pattern fits: not even the one for everything.
        Assert.False((Entry("TV201") with { Peer = new Glob("*") }).Fits(finding));
    }

    [Theory]
    [InlineData("*", "", true)]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("a*b*c", "aXbYbZc", true)]
    [InlineData("a*b*c", "aXbYbZ", false)]
    [InlineData("?", "", false)]
    [InlineData("[::]:80", "[::]:80", true)]
    [InlineData("a.c", "abc", false)]
    public void Globs_fit(string pattern, string text, bool fits) => Assert.Equal(fits, new Glob(pattern).Fits(text));

    [Fact]
    public void A_text_fits_itself_and_every_pattern_with_stars_for_parts_of_it() =>
        Gen.Select(Gen.String[Gen.Char["ab.:*"], 0, 12], Gen.Int[0, 12], Gen.Int[0, 12]).ForAll((text, from, to) =>
        {
            (int low, int high) = (Math.Min(Math.Min(from, to), text.Length), Math.Min(Math.Max(from, to), text.Length));
            return new Glob(text).Fits(text) && new Glob($"{text[..low]}*{text[high..]}").Fits(text);
        });
}
