using TcpVet.Model;

namespace TcpVet.Knowledge;

/// <summary>What each state of TCP means, who must act, and what bounds it.</summary>
public static class StateKnowledge
{
    private static readonly Dictionary<TcpState, StateEntry> ByState =
        OpeningStates.All.Concat(ClosingStates.All).ToDictionary(entry => entry.State);

    /// <summary>Every state that a kernel reports, in the kernel's order.</summary>
    public static IReadOnlyList<StateEntry> All { get; } = [.. TcpStateNames.All.Select(Get)];

    /// <summary>What there is to know about a state.</summary>
    /// <param name="state">Any state but <see cref="TcpState.Unknown"/>.</param>
    public static StateEntry Get(TcpState state) => ByState[state];
}
