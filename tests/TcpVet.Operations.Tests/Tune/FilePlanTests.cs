using TcpVet.Linux;
using TcpVet.Linux.ProcFs;
using TcpVet.Operations.Checkup;
using TcpVet.Operations.Settings;
using TcpVet.Operations.Tune;
using TcpVet.Tuning.Planning;

namespace TcpVet.Operations.Tests.Tune;

/// <summary>A plan of a file takes what lint has nothing against, and what breaks nothing where somebody says so.</summary>
public sealed class FilePlanTests : IDisposable
{
    private const string Lines = "net.ipv4.tcp_fin_timeout = 23\nnet.ipv4.tcp_keepalive_probes = 0\nnet.ipv4.tcp_synack_retries = 3\n";
    private readonly string file = Path.GetTempFileName();

    public FilePlanTests() => File.WriteAllText(file, Lines);

    public void Dispose() => File.Delete(file);

    [Fact]
    public void What_lint_calls_misleading_is_named_with_what_takes_it()
    {
        TuningPlan plan = Plan();
        Assert.Equal(["net.ipv4.tcp_synack_retries"], plan.Changes.Select(change => change.Setting));
        NotProposed refused = Assert.Single(plan.NotProposed, entry => entry.Setting == "net.ipv4.tcp_fin_timeout");
        Assert.Contains("--accept net.ipv4.tcp_fin_timeout", refused.Why.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("net.ipv4.tcp_fin_timeout")]
    [InlineData("tcp_fin_timeout")]
    public void It_is_taken_for_the_setting_that_somebody_names(string word) => Assert.Equal(
        ["net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_synack_retries"],
        Plan(word).Changes.Select(change => change.Setting).Order(StringComparer.Ordinal));

    [Fact]
    public void What_breaks_something_is_not_taken_whoever_asks() =>
        Assert.DoesNotContain(Plan("tcp_keepalive_probes").Changes, change => change.Setting == "net.ipv4.tcp_keepalive_probes");

    [Fact]
    public void A_setting_that_no_line_sets_is_a_mistake() =>
        Assert.Contains("no line of --file sets it", Assert.Throws<RequestException>(() => Plan("tcp_sack")).Message, StringComparison.Ordinal);

    private TuningPlan Plan(params string[] accepted) => TunePlanning.Make(
        new LiveHost(ProcFsRoot.Default),
        new TunePlanRequest
        {
            Checkup = new CheckupRequest { Capture = new CaptureRequest(), Settings = CheckupSettings.None },
            SettingsFile = file,
            Accepted = accepted,
            StandardInput = () => Stream.Null,
        },
        Notices.None, CancellationToken.None).Plan;
}
