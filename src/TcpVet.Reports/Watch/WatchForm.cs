using TcpVet.Operations.Watch;
using TcpVet.Reports.Forms;

namespace TcpVet.Reports.Watch;

/// <summary>One way to write a watch, round by round. A new form is one class and one line in <see cref="Of"/>.</summary>
public abstract class WatchForm
{
    /// <summary>The form that a screen asks for.</summary>
    /// <param name="screen">Where and how.</param>
    /// <param name="request">What is watched.</param>
    /// <exception cref="ArgumentOutOfRangeException">A watch has no such form: it never ends, as a JSON document has to.</exception>
    public static WatchForm Of(Screen screen, WatchRequest request) => screen.Format switch
    {
        OutputFormat.Table or OutputFormat.Wide => new WatchText(screen, request),
        OutputFormat.Jsonl => new WatchJsonLines(screen, request.Checkup.Settings),
        OutputFormat.Csv => new WatchCsv(screen),
        _ => throw new ArgumentOutOfRangeException(nameof(screen)),
    };

    /// <summary>Writes a round.</summary>
    /// <exception cref="ClosedPipeException">The reader went away.</exception>
    public abstract void Round(WatchRound round);

    /// <summary>Ends the watch with what it saw; programs got all of it already.</summary>
    /// <exception cref="ClosedPipeException">The reader went away.</exception>
    public virtual void End()
    {
    }
}
