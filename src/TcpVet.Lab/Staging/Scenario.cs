namespace TcpVet.Lab.Staging;

/// <summary>
/// One pathology, or one healthy oddity, that the laboratory makes with real sockets. A scenario shows one fault and
/// nothing else: services listen below the ephemeral ports, and where loopback would show both ends of a connection,
/// the other end is on <see cref="Stage.There"/>.
/// </summary>
public abstract class Scenario
{
    /// <summary>Kebab case; a sick scenario has the name of the rule that it fires.</summary>
    public abstract string Name { get; }

    /// <summary>One line without a full stop: what one sees.</summary>
    public abstract string Summary { get; }

    /// <summary>The codes that a check-up must show at warning or critical: exactly these. Empty for a healthy scenario.</summary>
    public virtual IReadOnlyList<string> Expected => [];

    /// <summary>The codes that a check-up may show as information besides, because they belong to it; no others may appear.</summary>
    public virtual IReadOnlyList<string> Aside => [];

    /// <summary>The name of the process that the finding must name; null when it names none.</summary>
    public virtual string? Culprit => null;

    /// <summary>True when a check-up must show neither a warning nor anything critical.</summary>
    public virtual bool IsHealthy => false;

    /// <summary>How many it makes; null when the number cannot be chosen.</summary>
    public virtual CountRange? Count => null;

    /// <summary>How long it has to stand before a check-up shows it, for instance until a CLOSE_WAIT is old enough to be a leak.</summary>
    public virtual TimeSpan Ripens => TimeSpan.Zero;

    /// <summary>What a check-up needs in order to see it.</summary>
    public virtual Examination Examination => Examination.Plain;

    /// <summary>Why this machine cannot show it, in words that continue "cannot be shown here: "; null when it can.</summary>
    public virtual string? CannotShow() => null;

    /// <summary>Makes it. What must go on until the end is left to actors and to <see cref="Stage.Repeat"/>.</summary>
    /// <exception cref="LabException">The kernel or a tool refused.</exception>
    public abstract void Make(Stage stage);
}
