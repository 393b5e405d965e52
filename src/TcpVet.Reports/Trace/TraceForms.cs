using TcpVet.Operations.Sources;
using TcpVet.Operations.Trace;
using TcpVet.Reports.Forms;

namespace TcpVet.Reports.Trace;

/// <summary>The forms of a trace, which is written while it happens.</summary>
public static class TraceForms
{
    /// <summary>The form that a screen asks for.</summary>
    /// <param name="screen">Where and how.</param>
    /// <param name="texts">Names as safe bytes.</param>
    /// <param name="origin">Host, time and namespace of the trace.</param>
    /// <param name="request">What is traced.</param>
    public static ITraceSink Of(Screen screen, TraceTexts texts, Origin origin, LiveTraceRequest request) => screen.Format switch
    {
        OutputFormat.Json => new TraceJson(screen.Out, texts, JsonText.Opening("trace", origin), request.Lives ? "lives" : "transitions"),
        OutputFormat.Jsonl => new TraceJson(screen.Out, texts, document: null, ""),
        OutputFormat.Csv => new TraceCsv(screen, texts),
        _ => new TraceTable(screen, texts, request.AllNamespaces, request.Lives),
    };
}
