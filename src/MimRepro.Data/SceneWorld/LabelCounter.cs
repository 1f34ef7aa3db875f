namespace MimRepro.Data.SceneWorld;

/// <summary>Collects the pixels of one creature: those it is seen in, and those it would be seen in if it stood alone.</summary>
internal sealed class LabelCounter
{
    private Extremes _seen = new(), _full = new();

    public void AddSeen(int x, int y) => _seen.Add(x, y);

    public void AddFull(int x, int y) => _full.Add(x, y);

    public CreatureLabel Label(SceneActor actor, ImageKeypoint[] keypoints) =>
        new(actor.Identity, actor.Plan.Id, actor.Variant, _seen.Box, _full.Box, _seen.Count, _full.Count, keypoints);

    private struct Extremes
    {
        private int _left = int.MaxValue, _top = int.MaxValue, _right = -1, _bottom = -1;

        public Extremes()
        {
        }

        public int Count { get; private set; }

        public readonly PixelBox Box => Count == 0 ? PixelBox.Nothing : new(_left, _top, _right - _left + 1, _bottom - _top + 1);

        public void Add(int x, int y)
        {
            Count++;
            (_left, _right) = (Math.Min(_left, x), Math.Max(_right, x));
            (_top, _bottom) = (Math.Min(_top, y), Math.Max(_bottom, y));
        }
    }
}
