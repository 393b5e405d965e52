using System.Text;
using TcpVet.Model;
using TcpVet.Reports.Forms;

namespace TcpVet.Reports.Sockets;

/// <summary>A listener's connections and processes in a few words.</summary>
public static class ListenerText
{
    private const int ShownProcesses = 3;

    /// <summary><c>ESTABLISHED 12 (3 unaccepted), TIME_WAIT 4</c>.</summary>
    public static string Connections(ListenerFacts facts)
    {
        if (facts.States.Count == 0)
        {
            return "-";
        }

        StringBuilder text = new();
        foreach (TcpState state in StateOrder.Of(facts.States))
        {
            text.Append(text.Length == 0 ? "" : ", ").Append(state.Name()).Append(' ').Append(facts.States[state]);
            if (state == TcpState.Established && facts.Unaccepted > 0)
            {
                text.Append(" (").Append(facts.Unaccepted).Append(" unaccepted)");
            }
        }

        if (facts.Sharing > 1)
        {
            text.Append(" (of ").Append(facts.Sharing).Append(" listeners)");
        }

        return text.ToString();
    }

    /// <summary><c>nginx[12], nginx[13] +6</c>; safe text.</summary>
    public static string Processes(ListenerFacts facts)
    {
        StringBuilder names = new();
        for (int i = 0; i < Math.Min(facts.Processes.Count, ShownProcesses); i++)
        {
            ProcessRef process = facts.Processes[i];
            names.Append(i == 0 ? "" : ", ").Append(SafeText.Escape(process.Name)).Append('[').Append(process.Pid).Append(']');
        }

        return facts.Processes.Count switch
        {
            0 => "-",
            > ShownProcesses => $"{names} +{facts.Processes.Count - ShownProcesses}",
            _ => names.ToString(),
        };
    }
}
