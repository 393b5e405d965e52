using TcpVet.Knowledge;

namespace TcpVet.Tuning.Planning;

/// <summary>Makes a plan of what is asked for: pure, so that the same proposals over the same values give the same plan.</summary>
public static class Planner
{
    /// <summary>Holds proposals against the running kernel.</summary>
    /// <param name="ground">The running values, and whose they are.</param>
    /// <param name="proposals">In the order in which they are to be made.</param>
    /// <param name="nothing">What asks for no setting at all.</param>
    public static TuningPlan Plan(PlanningGround ground, IReadOnlyList<ProposedChange> proposals, IEnumerable<NotProposed> nothing)
    {
        List<PlannedChange> changes = [];
        List<NotProposed> refused = [.. nothing];
        foreach (Grouping<string, ProposedChange> asked in proposals.GroupBy(
            proposal => SettingKnowledge.Canonical(proposal.Setting), StringComparer.Ordinal))
        {
            (PlannedChange? change, string? why) = One(ground, asked.Key, [.. asked]);
            if (change is not null)
            {
                changes.Add(change);
            }
            else
            {
                refused.AddRange(asked.Select(proposal => Refused(proposal, asked.Key, why!)));
            }
        }

        return new TuningPlan
        {
            Host = ground.Host,
            Kernel = ground.Kernel,
            TakenAt = ground.TakenAt,
            Netns = ground.Target.Label,
            Target = ground.Target,
            Changes = changes,
            NotProposed = refused,
        };
    }

    /// <summary>
    /// A plan that was read from a file, held against the running kernel again: nothing of it is believed but settings, values and reasons.
    /// A value that is in force already is no longer proposed.
    /// </summary>
    /// <param name="ground">The running values.</param>
    /// <param name="read">The plan of the file.</param>
    /// <exception cref="TuningException">It was made for another namespace, or what it starts from has changed.</exception>
    public static TuningPlan Again(PlanningGround ground, TuningPlan read)
    {
        if (!read.Target.Is(ground.Target))
        {
            throw new TuningException($"the plan was made for the network namespace {read.Target.Label}, this is {ground.Target.Label}: plan again");
        }

        TuningPlan plan = Plan(ground, [.. read.Changes.SelectMany(Proposals)], read.NotProposed);
        foreach (PlannedChange change in read.Changes)
        {
            PlannedChange? now = plan.Changes.FirstOrDefault(made => made.Setting == SettingKnowledge.Canonical(change.Setting));
            if (now is not null
                && (SettingKnowledge.Find(now.Setting) is not { } setting || SettingValue.Normalised(setting, change.From) != now.From))
            {
                throw new TuningException($"{now.Setting} is {Shown(now.From)} now and was {Shown(change.From)} when the plan was made: somebody changed it; plan again");
            }
        }

        return plan;
    }

    /// <summary>A value in a sentence.</summary>
    public static string Shown(string value) => value.Length == 0 ? "empty" : value.Contains(' ', StringComparison.Ordinal) ? $"\"{value}\"" : value;

    private static IEnumerable<ProposedChange> Proposals(PlannedChange change) =>
        change.Reasons.DefaultIfEmpty(new ChangeReason("asked for by a plan")).Select(reason => new ProposedChange(change.Setting, change.To, reason));

    private static NotProposed Refused(ProposedChange proposal, string setting, string why)
    {
        string value = $"{setting} = {proposal.Value}";
        return new NotProposed(proposal.Reason.Code is { } code ? $"{code} {value}" : value, why)
        {
            Code = proposal.Reason.Code,
            Setting = setting,
            File = proposal.File,
            Line = proposal.Line,
        };
    }

    private static (PlannedChange? Change, string? Why) One(PlanningGround ground, string name, IReadOnlyList<ProposedChange> asked)
    {
        if (SettingKnowledge.Find(name) is not { Kind: SettingKind.Sysctl } setting || setting.Name != name)
        {
            return (null, "tcpvet changes only settings that it knows; set this one with sysctl");
        }

        if (!setting.ExistsIn(ground.Version))
        {
            return (null, setting.Removed is { } removed && ground.Version >= removed ? $"Linux {removed} removed it" : $"it came with Linux {setting.Added}");
        }

        if (setting.Scope is SettingScope.Host or SettingScope.HostReadOnlyInside && !ground.Target.Initial)
        {
            return (null, $"it has one value for the whole host, which {ground.Target.Label} is but a part of: change it in the host's own namespace, where it holds for all");
        }

        if (ground.Current(name) is not { } text || SettingValue.Normalised(setting, text) is not { } current)
        {
            return (null, "it is not there: the kernel was built without it, or its module is not loaded");
        }

        (string? value, string? why) = Value(setting, current, asked, ground.Version);
        return value is null ? (null, why)
            : SettingValue.AfterWrite(current, value) is { } to && to != current ? (Change(ground, setting, current, to, asked), null)
            : (null, $"it is {Shown(current)} already");
    }

    private static (string? Value, string? Why) Value(KernelSetting setting, string current, IReadOnlyList<ProposedChange> asked,
        KernelVersion kernel)
    {
        string? value = null;
        foreach (ProposedChange proposal in asked)
        {
            if (SettingValue.Normalised(setting, proposal.Value) is not { } next)
            {
                return (null, $"{Shown(proposal.Value)} is no value of it: the kernel takes {setting.RangeIn(kernel)}");
            }

            if (SettingValue.Refusal(setting, next, kernel) is { } refusal)
            {
                return (null, refusal);
            }

            if (value is not null && Joined(setting, current, value, next) is not { } joined)
            {
                return (null, $"the findings contradict each other: {Shown(value)} and {Shown(next)}");
            }
            else
            {
                value = value is null ? next : Joined(setting, current, value, next);
            }
        }

        return (value, null);
    }

    // Two that ask for more both get the greater; two that ask for ports both get theirs.
    private static string? Joined(KernelSetting setting, string current, string one, string other)
    {
        if (one == other)
        {
            return one;
        }

        if (setting.Range.Format == SettingFormat.PortList)
        {
            return PortRanges.Union(one, other);
        }

        int direction = SettingValue.Direction(current, one);
        return direction == 0 || direction != SettingValue.Direction(current, other) ? null
            : SettingValue.Direction(one, other) == direction ? other : one;
    }

    private static PlannedChange Change(PlanningGround ground, KernelSetting setting, string from, string to,
        IReadOnlyList<ProposedChange> asked)
    {
        ChangeOutlook outlook = ChangeOutlook.Of(setting, from, to);
        return new PlannedChange
        {
            Setting = setting.Name,
            From = from,
            To = to,
            Because = [.. asked.Select(proposal => proposal.Reason.Code).OfType<string>().Distinct()],
            Reasons = [.. asked.Select(proposal => proposal.Reason)],
            File = ground.File,
            Reversible = outlook.Reversible,
            Risk = outlook.Risk,
            RiskWhy = outlook.RiskWhy,
            Undo = outlook.Undo,
            TakesEffect = outlook.TakesEffect,
            WinsAtBoot = ground.WinsAtBoot(setting.Name) is { } winner && SettingValue.Normalised(setting, winner.Value) != to
                ? winner
                : null,
        };
    }
}
