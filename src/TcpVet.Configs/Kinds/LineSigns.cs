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

    /// <summary>The kind that they speak for in a file of that path.</summary>
    /// <param name="path">The path; null for standard input.</param>
    public virtual ConfigurationKind KindOf(string? path) => Kind;

    /// <summary>What the lines are when they look like this kind's and are another system's, in words; null when they are not.</summary>
    public virtual string? Strange => null;

    /// <summary>Passes a blank line or a comment.</summary>
    public virtual void Pass()
    {
    }
}
