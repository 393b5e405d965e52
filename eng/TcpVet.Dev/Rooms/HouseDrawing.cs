using System.Globalization;
using System.Text;

namespace TcpVet.Dev.Rooms;

/// <summary>
/// Who sees whom, as a drawing: rooms in rows, each above all that it sees. An arrow stands for what a room sees and none of the other
/// rooms that it sees shows it too; so the drawing stays readable. It says nothing of single types, so that it changes only with the house.
/// </summary>
internal static class HouseDrawing
{
    /// <summary>Where the drawing lies.</summary>
    public const string Path = "docs/rooms.svg";

    private const int BoxWidth = 236;
    private const int Between = 28;
    private const int BetweenRows = 64;
    private const int LineHeight = 17;
    private const int Margin = 20;
    private const int CharactersInLine = 32;

    private const string Style = """
        text { font: 12px ui-sans-serif, system-ui, sans-serif; fill: #1f2328; }
        .room { font-weight: 600; font-size: 14px; }
        .circle { fill: #c1121f; }
        rect { fill: #ffffff; stroke: #59636e; }
        path { fill: none; stroke: #818b98; }
        marker path { fill: #818b98; stroke: none; }
        @media (prefers-color-scheme: dark) {
          text { fill: #e6edf3; }
          .circle { fill: #ff7b72; }
          rect { fill: #151b23; stroke: #9198a1; }
        }
        """;

    /// <summary>The drawing as SVG; the same house gives the same text.</summary>
    public static string Of(House house)
    {
        List<Box> boxes = Placed(house);
        int width = boxes.Max(box => box.X + BoxWidth) + Margin;
        int height = boxes.Max(box => box.Y + box.Height) + Margin;
        StringBuilder svg = new();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\">\n");
        svg.Append($"<title>Who sees whom: the rooms of tcpvet and their folders</title>\n<style>\n{Style}\n</style>\n");
        svg.Append("<defs><marker id=\"to\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\"><path d=\"M0 0L8 4L0 8Z\"/></marker></defs>\n");
        foreach (Box from in boxes)
        {
            foreach (string seen in Straight(house, from.Room))
            {
                svg.Append(Arrow(from, boxes.Single(box => box.Room == seen)));
            }
        }

        foreach (Box box in boxes)
        {
            svg.Append(Drawn(box));
        }

        return svg.Append("</svg>\n").ToString();
    }

    /// <summary>The rooms that a room sees and that no other room that it sees shows it too.</summary>
    internal static IReadOnlyList<string> Straight(House house, string room)
    {
        IReadOnlyList<string> seen = house.Sees(room);
        return [.. seen.Where(one => !seen.Any(other => other != one && Tangles.Reached(other, house.Sees).Contains(one)))];
    }

    private static List<Box> Placed(House house)
    {
        IReadOnlyDictionary<string, int> heights = Tangles.Heights(house.Rooms, house.Sees);
        List<Box> boxes = [];
        int y = Margin;
        int widest = heights.GroupBy(room => room.Value).Max(row => row.Count());
        foreach (IGrouping<int, string> row in house.Rooms.GroupBy(room => heights[room]).OrderByDescending(row => row.Key))
        {
            int x = Margin + (widest - row.Count()) * (BoxWidth + Between) / 2;
            foreach (string room in row)
            {
                boxes.Add(new Box(room, x, y, Lines(house, room)));
                x += BoxWidth + Between;
            }

            y = boxes.Max(box => box.Y + box.Height) + BetweenRows;
        }

        return boxes;
    }

    private static List<(string Text, bool IsCircle)> Lines(House house, string room)
    {
        IEnumerable<string> folders = house.Folders(room).Where(folder => folder.Length > 0);
        return
        [
            .. Wrapped(folders).Select(line => (line, false)),
            .. house.Circles(room)
                .SelectMany(circle => Wrapped(circle.Folders.Select(folder => folder.Length == 0 ? "(root)" : folder), "circle: "))
                .Select(line => (line, true)),
        ];
    }

    private static IEnumerable<string> Wrapped(IEnumerable<string> words, string start = "")
    {
        string line = start;
        foreach (string word in words)
        {
            if (line.Length > 0 && line.Length + word.Length > CharactersInLine)
            {
                yield return line.TrimEnd();
                line = "";
            }

            line += $"{word}  ";
        }

        if (line.Trim().Length > 0)
        {
            yield return line.TrimEnd();
        }
    }

    private static string Arrow(Box from, Box to)
    {
        int x1 = from.X + BoxWidth / 2;
        int y1 = from.Y + from.Height;
        int x2 = to.X + BoxWidth / 2 + Math.Clamp((x1 - to.X - BoxWidth / 2) / 8, -BoxWidth / 3, BoxWidth / 3);
        int bend = (to.Y - y1) / 2;
        return string.Create(CultureInfo.InvariantCulture, $"<path d=\"M{x1} {y1}C{x1} {y1 + bend} {x2} {to.Y - bend} {x2} {to.Y}\" marker-end=\"url(#to)\"/>\n");
    }

    private static string Drawn(Box box)
    {
        StringBuilder svg = new();
        svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{box.X}\" y=\"{box.Y}\" width=\"{BoxWidth}\" height=\"{box.Height}\" rx=\"6\"/>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"room\" x=\"{box.X + 12}\" y=\"{box.Y + 22}\">{box.Room}</text>\n");
        for (int i = 0; i < box.Lines.Count; i++)
        {
            string style = box.Lines[i].IsCircle ? " class=\"circle\"" : "";
            svg.Append(CultureInfo.InvariantCulture, $"<text{style} x=\"{box.X + 12}\" y=\"{box.Y + 42 + i * LineHeight}\">{box.Lines[i].Text}</text>\n");
        }

        return svg.ToString();
    }

    private sealed record Box(string Room, int X, int Y, IReadOnlyList<(string Text, bool IsCircle)> Lines)
    {
        public int Height => 36 + Lines.Count * LineHeight;
    }
}
