using TcpVet.Model;

namespace TcpVet.Reports.Forms;

/// <summary>The states of a count in the order in which every report has them.</summary>
public static class StateOrder
{
    /// <summary>The states that are counted, in the order of <see cref="TcpState"/>.</summary>
    public static List<TcpState> Of(IReadOnlyDictionary<TcpState, long> counts)
    {
        List<TcpState> states = new(counts.Count);
        foreach ((TcpState state, _) in counts)
        {
            int at = states.Count;
            while (at > 0 && states[at - 1] > state)
            {
                at--;
            }

            states.Insert(at, state);
        }

        return states;
    }
}
