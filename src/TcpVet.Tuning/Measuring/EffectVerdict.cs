namespace TcpVet.Tuning.Measuring;

/// <summary>Whether a change helped.</summary>
public enum EffectVerdict
{
    /// <summary>What the finding stands on has fallen by a fifth or more, beyond chance; or the finding has gone.</summary>
    Helped,

    /// <summary>It has not.</summary>
    DidNotHelp,

    /// <summary>Too little was seen, before or after.</summary>
    CannotTell,
}

/// <summary>What became of one finding after a change.</summary>
/// <param name="Code">The finding's code.</param>
/// <param name="Verdict">Whether it helped.</param>
/// <param name="Why">The figures before and after, in words.</param>
public sealed record Effect(string Code, EffectVerdict Verdict, string Why);
