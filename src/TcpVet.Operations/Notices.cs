namespace TcpVet.Operations;

/// <summary>
/// What an operation says while it works and that is no part of its answer: what could not be looked at, what was spelled oddly, how long
/// it still takes. A surface decides where it goes. Every text is raw: the surface makes it safe.
/// </summary>
/// <param name="say">Takes a line that the reader should know.</param>
/// <param name="progress">Takes the time that a wait still lasts, about once a second; null where nobody waits.</param>
public sealed class Notices(Action<string> say, Action<TimeSpan>? progress = null)
{
    private readonly HashSet<string> said = [];

    /// <summary>Nobody listens.</summary>
    public static Notices None { get; } = new(static _ => { });

    /// <summary>Says a line.</summary>
    public void Say(string line) => say(line);

    /// <summary>Says a line unless it was said before, as in the rounds of a watch or for each of many namespaces.</summary>
    public void Once(string line)
    {
        if (said.Add(line))
        {
            say(line);
        }
    }

    /// <summary>Tells how long a wait still lasts.</summary>
    public void Wait(TimeSpan left) => progress?.Invoke(left);
}
