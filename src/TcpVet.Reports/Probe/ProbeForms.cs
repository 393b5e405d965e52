using TcpVet.Operations.Probe;
using TcpVet.Reports.Forms;

namespace TcpVet.Reports.Probe;

/// <summary>The forms of a probe, which is written while it goes on.</summary>
public static class ProbeForms
{
    /// <summary>The form of a probe that ends by itself.</summary>
    /// <param name="screen">Where and how.</param>
    /// <param name="count">How many rounds; null for as many as there is time for.</param>
    public static IProbeSink Counted(Screen screen, int? count) =>
        screen.Format == OutputFormat.Jsonl ? new ProbeLines(screen, count) : new ProbeWhole(screen, rounds: count is not 1);

    /// <summary>The form of a watch: on a terminal a picture that is drawn again in place, else a stream.</summary>
    /// <param name="screen">Where and how.</param>
    public static IProbeSink Watch(Screen screen) =>
        screen.Terminal && screen.IsText ? new ProbeWatchScreen(screen)
        : screen.Format == OutputFormat.Csv ? new ProbeWatchCsv(screen)
        : new ProbeWatchLines(screen);

    /// <summary>The form of one connection that is looked at.</summary>
    /// <param name="screen">Where and how.</param>
    public static IConnectionSink Connection(Screen screen) => screen.Format switch
    {
        OutputFormat.Json or OutputFormat.Jsonl => new ConnectionJson(screen),
        OutputFormat.Csv => new ConnectionCsv(screen),
        _ => new ConnectionWords(screen),
    };
}
