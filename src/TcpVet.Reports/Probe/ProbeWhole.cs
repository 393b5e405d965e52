using TcpVet.Operations.Probe;
using TcpVet.Operations.Sources;
using TcpVet.Probes.Results;
using TcpVet.Probes.Runs;
using TcpVet.Reports.Forms;

namespace TcpVet.Reports.Probe;

/// <summary>Everything at the end, as one report.</summary>
/// <param name="screen">Where and how.</param>
/// <param name="rounds">Whether there is more than one round.</param>
internal sealed class ProbeWhole(Screen screen, bool rounds) : IProbeSink
{
    private Origin? origin;

    public void Begin(Origin origin, IReadOnlyList<ProbeResult> known) => this.origin = origin;

    public void Result(int round, PortAnswer answer)
    {
    }

    public void Round(int round, IReadOnlyList<ProbeSeries> series)
    {
    }

    public void End(IReadOnlyList<PortAnswer> answers) => screen.Show(ProbeReport.Of(origin!, answers, rounds));
}
