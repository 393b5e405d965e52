using TcpVet.Model;
using TcpVet.Rules.Catalog;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Judging;

namespace TcpVet.Rules.Tests;

/// <summary>Rules, families, thresholds and symptoms as people name them.</summary>
public sealed class RuleNamesTests
{
    [Theory]
    [InlineData("TV201", "TV201")]
    [InlineData("tv201", "TV201")]
    [InlineData("accept-queue-full", "TV201")]
    [InlineData("ACCEPT_QUEUE_FULL", "TV201")]
    public void A_rule_has_its_code(string word, string code) => Assert.Equal([code], RuleNames.CodesOf(word));

    [Theory]
    [InlineData("TV2")]
    [InlineData("tv2xx")]
    public void A_family_has_all_of_its_codes(string word) =>
        Assert.Equal(RuleCatalog.All.Select(rule => rule.Code).Where(code => code[2] == '2'), RuleNames.CodesOf(word));

    [Theory]
    [InlineData("TV999", "is not a rule")]
    [InlineData("TV9", "is not a rule")]
    [InlineData("TV0", "is not a rule")]
    [InlineData("TV2x", "is not a rule")]
    [InlineData("", "is not a rule")]
    [InlineData("accept-queue-ful", "did you mean accept-queue-full")]
    [InlineData("TV2O1", "TV201")]
    public void What_is_no_rule_names_the_near_ones(string word, string says) =>
        Assert.Contains(says, Assert.Throws<RuleSettingException>(() => RuleNames.CodesOf(word)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("60s", 60_000)]
    [InlineData("1.5m", 90_000)]
    [InlineData("250", 250)]
    [InlineData("0", 0)]
    public void A_time_is_a_duration_or_a_number_in_its_unit(string text, double expected)
    {
        RuleSettings settings = RuleSettings.Default.With("TV101.min_age_ms", text, "here:1");

        ThresholdInForce entry = Assert.Single(settings.InForce);
        Assert.Equal((expected, "here:1"), (entry.Value, entry.Origin));
    }

    [Fact]
    public void The_later_value_wins_and_the_idle_threshold_is_told()
    {
        RuleSettings settings = RuleSettings.Default.With("TV113.idle_ms", "5m", "a").With("tv113.idle_ms", "10m", "b");

        Assert.Equal(TimeSpan.FromMinutes(10), settings.IdleThreshold());
        Assert.Equal("b", Assert.Single(settings.InForce).Origin);
        Assert.Equal(TimeSpan.FromHours(2), RuleSettings.Default.IdleThreshold());
        Assert.Contains("in force: 600,000 ms (b)", RuleCatalog.Find("TV113")!.ToText(settings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("connection reset by peer", "connection reset by peer")]
    [InlineData("CONNECTION RESET BY PEER!", "connection reset by peer")]
    [InlineData("ECONNRESET", "connection reset by peer")]
    [InlineData("read tcp 10.0.0.1:80: connection reset by peer", "connection reset by peer")]
    [InlineData("Cannot assign requested address", "Cannot assign requested address (EADDRNOTAVAIL)")]
    [InlineData("connect: EADDRNOTAVAIL 10.0.0.1:80", "Cannot assign requested address (EADDRNOTAVAIL)")]
    [InlineData("can't assign requested address", "Cannot assign requested address (EADDRNOTAVAIL)")]
    [InlineData("accept4: too many open files", "Too many open files (EMFILE)")]
    [InlineData("many time_wait", "many TIME_WAIT")]
    [InlineData("TCP: time wait bucket table overflow", "time wait bucket table overflow")]
    public void A_complaint_is_found_however_it_is_worded(string phrase, string symptom) =>
        Assert.Equal(symptom, Symptoms.Find(phrase)[0].Text);

    [Theory]
    [InlineData("")]
    [InlineData("the")]
    [InlineData("frobnicate the zonk")]
    [InlineData("(!)")]
    public void What_nobody_complains_of_is_not_found(string phrase) => Assert.Empty(Symptoms.Find(phrase));

    [Fact]
    public void Every_complaint_is_in_the_index_and_finds_itself() => Assert.All(RuleCatalog.All, rule =>
        Assert.All(rule.Complaints, complaint => Assert.Contains(rule, Symptoms.Find(complaint).SelectMany(symptom => symptom.Rules))));

    [Fact]
    public void A_finding_names_the_command_and_the_unit_of_its_process()
    {
        Capture capture = Captures.Read("TV101/fires/young-server");
        ProcessRef process = CaptureJudge.Diagnose(capture).Findings[0].Subject.Process!;
        ProcessFacts facts = new() { Pid = process.Pid, Name = process.Name, Unit = "shop.service", CommandLine = $"/usr/bin/java -jar {new string('x', 100)}.jar" };

        Finding finding = CaptureJudge.Diagnose(capture with { Processes = [facts] }).Findings[0];

        Assert.Equal("shop.service", finding.Subject.Cgroup);
        string command = finding.Value("command line");
        Assert.Equal(80, command.Length);
        Assert.StartsWith("/usr/bin/java -jar xxx", command, StringComparison.Ordinal);
        Assert.Matches("^.+….+jar$", command);
    }
}
