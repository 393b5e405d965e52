namespace TcpVet.Configs.HAProxy;

/// <summary>The <c>.if</c> blocks that are open, and whether lines are read (src/cfgparse.c <c>parse_cfg</c>).</summary>
internal sealed class HAProxyBranches
{
    // MAXNESTEDCONDS is 256.
    private const int Deepest = 255;

    private readonly Stack<Branch> open = new();

    /// <summary>True when the lines here count. Where a condition is not known, the lines of every branch do.</summary>
    public bool IsRead => open.Count == 0 || open.Peek().Here;

    /// <summary>How many blocks are open.</summary>
    public int Count => open.Count;

    /// <summary>True when the condition of an <c>.elif</c> here has to be evaluated: no branch before it has won.</summary>
    public bool IsUndecided => open.Count > 0 && open.Peek() is { Outside: true, Won: false };

    /// <summary><c>.if</c>; returns what is wrong, or null.</summary>
    public string? If(bool? condition)
    {
        if (open.Count >= Deepest)
        {
            return $"too many nested '.if', max nesting level reached: {Deepest + 1}";
        }

        bool outside = IsRead;
        open.Push(new Branch(outside, outside && condition != false, condition == true, Else: false));
        return null;
    }

    /// <summary><c>.elif</c>; the condition is looked at only where <see cref="IsUndecided"/>.</summary>
    public string? ElseIf(bool? condition) => Turn(".elif", condition, isElse: false);

    /// <summary><c>.else</c>.</summary>
    public string? Else() => Turn(".else", true, isElse: true);

    /// <summary><c>.endif</c>.</summary>
    public string? EndIf() => open.TryPop(out _) ? null : "lone '.endif' with no matching '.if'.";

    private string? Turn(string word, bool? condition, bool isElse)
    {
        if (!open.TryPop(out Branch branch))
        {
            return $"lone '{word}' with no matching '.if'.";
        }

        if (branch.Else)
        {
            open.Push(branch);
            return $"'{word}' after '.else' is not permitted.";
        }

        bool here = branch.Outside && !branch.Won && condition != false;
        open.Push(branch with { Here = here, Won = branch.Won || condition == true, Else = isElse });
        return null;
    }

    // Outside: lines around the block count. Here: those of this branch do. Won: a branch so far is known to be the one.
    private readonly record struct Branch(bool Outside, bool Here, bool Won, bool Else);
}
