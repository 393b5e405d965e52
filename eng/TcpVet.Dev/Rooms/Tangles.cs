namespace TcpVet.Dev.Rooms;

/// <summary>The strongly connected parts of a graph: nodes of which each reaches every other.</summary>
internal static class Tangles
{
    /// <summary>The parts of more than one node, each sorted, in the order of their first nodes.</summary>
    /// <param name="nodes">All nodes.</param>
    /// <param name="next">The nodes that a node leads to.</param>
    public static IReadOnlyList<IReadOnlyList<string>> Of(IReadOnlyList<string> nodes, Func<string, IEnumerable<string>> next)
    {
        Dictionary<string, HashSet<string>> reach = nodes.ToDictionary(node => node, node => Reached(node, next));
        return
        [
            .. nodes
                .Select(node =>
                    nodes.Where(other => reach[node].Contains(other) && reach[other].Contains(node)).Order(StringComparer.Ordinal).ToList())
                .Where(tangle => tangle.Count > 1)
                .DistinctBy(tangle => tangle[0])
                .OrderBy(tangle => tangle[0], StringComparer.Ordinal),
        ];
    }

    /// <summary>How far each node is above those that lead nowhere, by the longest way; nodes of one tangle share a height.</summary>
    public static IReadOnlyDictionary<string, int> Heights(IReadOnlyList<string> nodes, Func<string, IEnumerable<string>> next)
    {
        Dictionary<string, int> heights = nodes.ToDictionary(node => node, _ => 0);
        // Each round lifts a node above what it leads to; without circles, as many rounds as there are nodes are enough.
        for (int round = 0; round < nodes.Count; round++)
        {
            foreach (string node in nodes)
            {
                heights[node] =
                    Math.Max(heights[node], next(node)
                        .Where(seen => !Reached(seen, next).Contains(node))
                        .Select(seen => heights[seen] + 1)
                        .DefaultIfEmpty(0)
                        .Max());
            }
        }

        return heights;
    }

    /// <summary>All that can be reached from a node by one step or more.</summary>
    public static HashSet<string> Reached(string from, Func<string, IEnumerable<string>> next)
    {
        HashSet<string> reached = [];
        Stack<string> open = new(next(from));
        while (open.TryPop(out string? node))
        {
            if (reached.Add(node))
            {
                foreach (string further in next(node))
                {
                    open.Push(further);
                }
            }
        }

        return reached;
    }
}
