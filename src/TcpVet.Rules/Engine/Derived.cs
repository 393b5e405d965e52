namespace TcpVet.Rules.Engine;

/// <summary>
/// What several rules or findings derive from the facts of a namespace, such as piles of sockets: made when it is first asked for, and kept
/// by the input. Each is a static member of the type that it is about; the member itself is the key, so that two can never be taken for
/// each other. </summary>
/// <typeparam name="T">What is derived.</typeparam>
/// <param name="make">Makes it.</param>
internal sealed class Derived<T>(Func<RuleInput, T> make)
    where T : class
{
    /// <summary>Of an input; the same object each time.</summary>
    public T Of(RuleInput input) => (T)input.Kept(this, () => make(input));
}
