using TcpVet.Model;

namespace TcpVet.Linux.Filters;

/// <summary>
/// <c>state X</c> and <c>exclude X</c>, gathered as ss gathers them (misc/ss.c main): the first <c>state</c> starts from
/// nothing, a first <c>exclude</c> from all; what follows adds or takes away, in the order given.
/// </summary>
internal sealed class StateClauses
{
    private static readonly string[] Groups = ["all", "connected", "synchronized", "bucket", "big"];

    /// <summary>The states so far; null when no clause was given.</summary>
    internal TcpStateSet? States { get; private set; }

    /// <summary>Adds a clause.</summary>
    /// <param name="excludes">Whether the state is taken away: <c>exclude</c>.</param>
    /// <param name="name">The state or group.</param>
    /// <param name="hint">What to tell the user about the spelling; null for nothing.</param>
    /// <exception cref="FilterException">There is no such state.</exception>
    internal void Add(bool excludes, FilterToken name, out string? hint)
    {
        TcpStateSet states = Read(name, out hint);
        States = excludes ? (States ?? TcpStateSet.All) - states : (States ?? TcpStateSet.None) | states;
    }

    /// <summary>True for the name of a state or of a group.</summary>
    internal static bool IsName(string word) =>
        word.Length is > 2 and <= 64 && (Groups.Contains(word.ToLowerInvariant()) || TcpStateNames.TryParse(word, out _, out _));

    private static TcpStateSet Read(FilterToken name, out string? hint)
    {
        hint = null;
        TcpStateSet? group = name.Kind != FilterTokenKind.Word ? null : name.Text.ToLowerInvariant() switch
        {
            "all" => TcpStateSet.All,
            "connected" => TcpStateSet.Connected,
            "synchronized" => TcpStateSet.Synchronized,
            "bucket" => TcpStateSet.Bucket,
            "big" => TcpStateSet.Big,
            _ => null,
        };
        if (group is { } known)
        {
            return known;
        }

        if (name.Kind == FilterTokenKind.Word && TcpStateNames.TryParse(name.Text, out TcpState state, out hint))
        {
            return TcpStateSet.Of(state);
        }

        throw new FilterException(name.Column, "a state or a group (all, connected, synchronized, bucket, big)", name.Shown, Near(name));
    }

    private static string? Near(FilterToken name)
    {
        if (name.Kind != FilterTokenKind.Word || name.Text.Length is 0 or > 64)
        {
            return null;
        }

        IEnumerable<string> near = TextDistance.Nearest(name.Text.ToLowerInvariant(), Groups, text => text, most: 1)
            .Concat(TcpStateNames.Near(name.Text))
            .Take(3);
        string list = string.Join(", ", near);
        return list.Length == 0 ? null : $"near: {list}";
    }
}
