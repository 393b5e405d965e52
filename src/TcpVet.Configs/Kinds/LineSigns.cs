using TcpVet.Model;

namespace TcpVet.Configs.Kinds;

/// <summary>
/// Counts the lines of one text that speak for a kind. Every line is asked of one kind after the other, until one takes it.
/// </summary>
internal abstract class LineSigns
{
    /// <summary>How many lines spoke for it.</summary>
    public int Count { get; protected set; }

    /// <summary>The kind that they speak for.</summary>
    public abstract ConfigurationKind Kind { get; }

    /// <summary>What they are, in words: <c>sections of HAProxy</c>.</summary>
    public abstract string What { get; }

    /// <summary>Looks at a line that no kind before took.</summary>
    /// <returns>True when it speaks for this kind.</returns>
    public abstract bool Take(ConfigLine line);

    /// <summary>Passes a blank line or a comment.</summary>
    public virtual void Pass()
    {
    }
}
